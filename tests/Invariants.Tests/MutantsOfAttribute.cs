using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Verification.Mutants;
using Xunit.Sdk;

namespace Invariants.Tests;

/// <summary>The quick subset of the mutants of one invariant (0: of the finer rules), as rows of a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MutantsOfAttribute(int invariant) : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        Mutants.Quick([.. Mutants.All.Where(m => m.Invariant == invariant)]).Select(m => new object[] { m.Name });
}
