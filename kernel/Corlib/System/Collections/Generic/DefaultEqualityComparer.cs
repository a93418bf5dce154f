using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Internal.IntrinsicSupport;
using Internal.Runtime;

namespace System.Collections.Generic;

/// <summary>Equality as the type itself defines it: <see cref="IEquatable{T}"/> where <typeparamref name="T"/> has
/// it, else <see cref="object.Equals(object)"/>.</summary>
internal sealed class DefaultEqualityComparer<T> : EqualityComparer<T>
{
    /// <summary>Whether T itself is equatable, found out at the first comparison: the object is laid out in the image, by a
    /// compiler that cannot ask. Several CPUs may find out at once; they find the same.</summary>
    private Answer _isEquatable;

    private enum Answer : byte
    {
        Unknown,
        Yes,
        No,
    }

    public override bool Equals(T? x, T? y)
    {
        if (typeof(T).IsValueType)
            return EqualityComparerHelpers.StructOnlyEquals(x, y);
        if (x is null)
            return y is null;
        if (y is null)
            return false;
        if (_isEquatable == Answer.Unknown)
            FindOut();

        // SAFETY: (1) what T implements, every object of a class derived from T implements too.
        return _isEquatable == Answer.Yes ? Unsafe.As<IEquatable<T>>(x).Equals(y) : x.Equals(y);
    }

    public override int GetHashCode([DisallowNull] T obj) => obj is null ? 0 : obj.GetHashCode();

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is DefaultEqualityComparer<T>;

    public override int GetHashCode() => 17;

    private unsafe void FindOut() => _isEquatable =
        Assignability.IsAssignable(MethodTable.Of<T>(), MethodTable.Of<IEquatable<T>>()) ? Answer.Yes : Answer.No;
}
