using System.Diagnostics.CodeAnalysis;

namespace System.Collections.Generic;

public abstract class EqualityComparer<T> : IEqualityComparer, IEqualityComparer<T>
{
    /// <summary>Made of constants only, so that the compiler can lay the object out in the image. It is one class for
    /// every <typeparamref name="T"/> but string: choosing a class by reflection, as .NET does, is not possible here.</summary>
    public static EqualityComparer<T> Default { get; } = MakeDefault();

    public static EqualityComparer<T> Create(Func<T?, T?, bool> equals, Func<T, int>? getHashCode = null)
    {
        ArgumentNullException.ThrowIfNull(equals);
        return new DelegateEqualityComparer<T>(equals, getHashCode);
    }

    public abstract bool Equals(T? x, T? y);

    public abstract int GetHashCode([DisallowNull] T obj);

    bool IEqualityComparer.Equals(object? x, object? y)
    {
        if (x == y)
            return true;
        if (x is null || y is null)
            return false;
        if (x is not T left || y is not T right)
        {
            CollectionErrors.ThrowWrongTypeForComparer();
            return false;
        }

        return Equals(left, right);
    }

    int IEqualityComparer.GetHashCode(object? obj)
    {
        if (obj is null)
            return 0;
        if (obj is T value)
            return GetHashCode(value);
        CollectionErrors.ThrowWrongTypeForComparer();
        return 0;
    }

    private static EqualityComparer<T> MakeDefault() =>
        typeof(T) == typeof(string)
            ? (EqualityComparer<T>)(object)new StringEqualityComparer()
            : new DefaultEqualityComparer<T>();
}
