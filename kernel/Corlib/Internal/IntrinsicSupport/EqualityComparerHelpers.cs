using System;
using System.Runtime.CompilerServices;

namespace Internal.IntrinsicSupport;

/// <summary>The compiler knows these methods by their names, and gives each instantiation over a value type a body
/// of its own that neither boxes nor calls through an interface.</summary>
internal static class EqualityComparerHelpers
{
    /// <summary>The compiler's body calls one of the methods below. This one remains for shared generic structures,
    /// such as a tuple with a string in it: there the box cannot be avoided.</summary>
    [Intrinsic]
    public static bool StructOnlyEquals<T>(T left, T right)
    {
        if (left is null)
            return right is null;
        return left is IEquatable<T> ? ((IEquatable<T>)left).Equals(right!) : left.Equals(right);
    }

    public static bool StructOnlyEqualsIEquatable<T>(T x, T y)
        where T : IEquatable<T> => x.Equals(y);

    public static bool StructOnlyEqualsNullable<T>(T? x, T? y)
        where T : struct, IEquatable<T>
    {
        if (!x.HasValue)
            return !y.HasValue;
        return y.HasValue && x.GetValueOrDefault().Equals(y.GetValueOrDefault());
    }

    public static bool StructOnlyNormalEquals<T>(T left, T right)
        where T : notnull => left.Equals(right);

    /// <summary>The compiler's body compares the two numbers.</summary>
    [Intrinsic]
    public static bool EnumOnlyEquals<T>(T x, T y)
        where T : struct => x.Equals(y);
}
