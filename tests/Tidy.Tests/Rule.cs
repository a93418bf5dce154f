using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Tidy.Tests;

internal static class Rule
{
    /// <summary>Fails with every offender on a line of its own.</summary>
    public static void Holds(string rule, IEnumerable<string> offenders)
    {
        var list = offenders.ToList();
        if (list.Count > 0)
            Assert.Fail($"{rule}\n  " + string.Join("\n  ", list.Take(50)) + (list.Count > 50 ? $"\n  and {list.Count - 50} more" : ""));
    }
}
