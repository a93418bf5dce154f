using System;
using System.Runtime.CompilerServices;

namespace Internal.IntrinsicSupport;

/// <summary>The compiler knows this method by its name, and gives each instantiation a body of its own.</summary>
internal static class ComparerHelpers
{
    /// <summary>The compiler's body compares the two numbers.</summary>
    [Intrinsic]
    public static int EnumOnlyCompare<T>(T x, T y) => ((IComparable)x!).CompareTo(y);
}
