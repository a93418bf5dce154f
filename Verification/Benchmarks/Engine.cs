using System;
using System.Collections.Generic;
using Verification.Exploration;

namespace Verification.Benchmarks;

/// <summary>A way to search the schedules of a scenario.</summary>
/// <param name="Name">As the tables print it.</param>
/// <param name="CanFinish">It can come to the end of all schedules and say so; else it samples.</param>
/// <param name="Explore">Explores a scenario for so many executions and so much time at most, from a seed.</param>
internal sealed record Engine(string Name, bool CanFinish, Func<MemoryModel, IProgram, Effort, Search> Explore)
{
    /// <summary>Somebody else's, to compare ours with.</summary>
    public bool IsForeign { get; init; }

    /// <summary>All that are compiled in.</summary>
    public static IReadOnlyList<Engine> All { get; } = Engines.Compiled();
}

/// <param name="Executions">At most so many.</param>
/// <param name="Time">At most so long.</param>
/// <param name="Seed">For engines that sample.</param>
internal readonly record struct Effort(int Executions, TimeSpan Time, int Seed);

/// <param name="Executions">How many were made.</param>
/// <param name="Found">The last of them failed.</param>
/// <param name="NoneLeft">The engine can say that no other schedule would fail.</param>
/// <param name="Time">For all of them.</param>
internal readonly record struct Search(long Executions, bool Found, bool NoneLeft, TimeSpan Time);
