using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Verification.Checking;
using Xunit.Sdk;

namespace Invariants.Tests;

/// <summary>The names of the checkers of one invariant, as rows of a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CheckersOfAttribute(int invariant) : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => Checkers.For(invariant).Select(c => new object[] { c.Name });
}
