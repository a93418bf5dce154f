using System;
using Verification.Mutants;

namespace Invariants.Tests;

/// <summary>The parsed sources, for all tests of a class.</summary>
public sealed class MutantEngine : IDisposable
{
    public MutantEngine()
    {
        Sources = OstdSources.Read();
        Runner = new MutantRunner(Sources);
    }

    internal OstdSources Sources { get; }

    internal MutantRunner Runner { get; }

    public void Dispose() => Runner.Dispose();
}
