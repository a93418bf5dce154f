using System.Collections.Generic;

namespace System;

/// <summary>Tuples: plain structs that the compiler gives names and syntax.</summary>
public struct ValueTuple : IEquatable<ValueTuple>, IComparable<ValueTuple>
{
    public static ValueTuple Create() => default;

    public static ValueTuple<T1> Create<T1>(T1 item1) => new(item1);

    public static ValueTuple<T1, T2> Create<T1, T2>(T1 item1, T2 item2) => new(item1, item2);

    public static ValueTuple<T1, T2, T3> Create<T1, T2, T3>(T1 item1, T2 item2, T3 item3) => new(item1, item2, item3);

    public static ValueTuple<T1, T2, T3, T4> Create<T1, T2, T3, T4>(T1 item1, T2 item2, T3 item3, T4 item4) => new(item1, item2, item3, item4);

    public static ValueTuple<T1, T2, T3, T4, T5> Create<T1, T2, T3, T4, T5>(T1 item1, T2 item2, T3 item3, T4 item4, T5 item5) => new(item1, item2, item3, item4, item5);

    public static ValueTuple<T1, T2, T3, T4, T5, T6> Create<T1, T2, T3, T4, T5, T6>(T1 item1, T2 item2, T3 item3, T4 item4, T5 item5, T6 item6) => new(item1, item2, item3, item4, item5, item6);

    public static ValueTuple<T1, T2, T3, T4, T5, T6, T7> Create<T1, T2, T3, T4, T5, T6, T7>(T1 item1, T2 item2, T3 item3, T4 item4, T5 item5, T6 item6, T7 item7) => new(item1, item2, item3, item4, item5, item6, item7);

    public bool Equals(ValueTuple other) => true;

    public override bool Equals(object? obj) => obj is ValueTuple;

    public int CompareTo(ValueTuple other) => 0;

    public override int GetHashCode() => 0;

    public override string ToString() => "()";
}

public struct ValueTuple<T1> : IEquatable<ValueTuple<T1>>, IComparable, IComparable<ValueTuple<T1>>
{
    public T1 Item1;

    public ValueTuple(T1 item1)
    {
        Item1 = item1;
    }

    public bool Equals(ValueTuple<T1> other) => EqualityComparer<T1>.Default.Equals(Item1, other.Item1);

    public override bool Equals(object? obj) => obj is ValueTuple<T1> other && Equals(other);

    public int CompareTo(ValueTuple<T1> other)
    {
        return Comparer<T1>.Default.Compare(Item1, other.Item1);
    }

    int IComparable.CompareTo(object? obj) => obj switch
    {
        null => 1,
        ValueTuple<T1> other => CompareTo(other),
        _ => throw new ArgumentException("Argument must be of type System.ValueTuple`1."),
    };

    public override int GetHashCode() => Item1?.GetHashCode() ?? 0;

    public override string ToString() => string.Concat("(", Item1?.ToString(), ")");
}

public struct ValueTuple<T1, T2> : IEquatable<ValueTuple<T1, T2>>, IComparable, IComparable<ValueTuple<T1, T2>>
{
    public T1 Item1;
    public T2 Item2;

    public ValueTuple(T1 item1, T2 item2)
    {
        Item1 = item1;
        Item2 = item2;
    }

    public bool Equals(ValueTuple<T1, T2> other) =>
        EqualityComparer<T1>.Default.Equals(Item1, other.Item1)
        && EqualityComparer<T2>.Default.Equals(Item2, other.Item2);

    public override bool Equals(object? obj) => obj is ValueTuple<T1, T2> other && Equals(other);

    public int CompareTo(ValueTuple<T1, T2> other)
    {
        int order = Comparer<T1>.Default.Compare(Item1, other.Item1);
        if (order != 0)
        {
            return order;
        }

        return Comparer<T2>.Default.Compare(Item2, other.Item2);
    }

    int IComparable.CompareTo(object? obj) => obj switch
    {
        null => 1,
        ValueTuple<T1, T2> other => CompareTo(other),
        _ => throw new ArgumentException("Argument must be of type System.ValueTuple`2."),
    };

    public override int GetHashCode() => HashCode.Combine(Item1, Item2);

    public override string ToString() => string.Concat("(", Item1?.ToString(), ", ", Item2?.ToString(), ")");
}

public struct ValueTuple<T1, T2, T3> : IEquatable<ValueTuple<T1, T2, T3>>, IComparable, IComparable<ValueTuple<T1, T2, T3>>
{
    public T1 Item1;
    public T2 Item2;
    public T3 Item3;

    public ValueTuple(T1 item1, T2 item2, T3 item3)
    {
        Item1 = item1;
        Item2 = item2;
        Item3 = item3;
    }

    public bool Equals(ValueTuple<T1, T2, T3> other) =>
        EqualityComparer<T1>.Default.Equals(Item1, other.Item1)
        && EqualityComparer<T2>.Default.Equals(Item2, other.Item2)
        && EqualityComparer<T3>.Default.Equals(Item3, other.Item3);

    public override bool Equals(object? obj) => obj is ValueTuple<T1, T2, T3> other && Equals(other);

    public int CompareTo(ValueTuple<T1, T2, T3> other)
    {
        int order = Comparer<T1>.Default.Compare(Item1, other.Item1);
        if (order != 0)
        {
            return order;
        }

        order = Comparer<T2>.Default.Compare(Item2, other.Item2);
        if (order != 0)
        {
            return order;
        }

        return Comparer<T3>.Default.Compare(Item3, other.Item3);
    }

    int IComparable.CompareTo(object? obj) => obj switch
    {
        null => 1,
        ValueTuple<T1, T2, T3> other => CompareTo(other),
        _ => throw new ArgumentException("Argument must be of type System.ValueTuple`3."),
    };

    public override int GetHashCode() => HashCode.Combine(Item1, Item2, Item3);

    public override string ToString() => string.Concat("(", Item1?.ToString(), ", ", Item2?.ToString(), ", ", Item3?.ToString(), ")");
}

public struct ValueTuple<T1, T2, T3, T4> : IEquatable<ValueTuple<T1, T2, T3, T4>>, IComparable, IComparable<ValueTuple<T1, T2, T3, T4>>
{
    public T1 Item1;
    public T2 Item2;
    public T3 Item3;
    public T4 Item4;

    public ValueTuple(T1 item1, T2 item2, T3 item3, T4 item4)
    {
        Item1 = item1;
        Item2 = item2;
        Item3 = item3;
        Item4 = item4;
    }

    public bool Equals(ValueTuple<T1, T2, T3, T4> other) =>
        EqualityComparer<T1>.Default.Equals(Item1, other.Item1)
        && EqualityComparer<T2>.Default.Equals(Item2, other.Item2)
        && EqualityComparer<T3>.Default.Equals(Item3, other.Item3)
        && EqualityComparer<T4>.Default.Equals(Item4, other.Item4);

    public override bool Equals(object? obj) => obj is ValueTuple<T1, T2, T3, T4> other && Equals(other);

    public int CompareTo(ValueTuple<T1, T2, T3, T4> other)
    {
        int order = Comparer<T1>.Default.Compare(Item1, other.Item1);
        if (order != 0)
        {
            return order;
        }

        order = Comparer<T2>.Default.Compare(Item2, other.Item2);
        if (order != 0)
        {
            return order;
        }

        order = Comparer<T3>.Default.Compare(Item3, other.Item3);
        if (order != 0)
        {
            return order;
        }

        return Comparer<T4>.Default.Compare(Item4, other.Item4);
    }

    int IComparable.CompareTo(object? obj) => obj switch
    {
        null => 1,
        ValueTuple<T1, T2, T3, T4> other => CompareTo(other),
        _ => throw new ArgumentException("Argument must be of type System.ValueTuple`4."),
    };

    public override int GetHashCode() => HashCode.Combine(Item1, Item2, Item3, Item4);

    public override string ToString() => string.Concat("(", Item1?.ToString(), ", ", Item2?.ToString(), ", ", Item3?.ToString(), ", ", Item4?.ToString(), ")");
}

public struct ValueTuple<T1, T2, T3, T4, T5> : IEquatable<ValueTuple<T1, T2, T3, T4, T5>>, IComparable, IComparable<ValueTuple<T1, T2, T3, T4, T5>>
{
    public T1 Item1;
    public T2 Item2;
    public T3 Item3;
    public T4 Item4;
    public T5 Item5;

    public ValueTuple(T1 item1, T2 item2, T3 item3, T4 item4, T5 item5)
    {
        Item1 = item1;
        Item2 = item2;
        Item3 = item3;
        Item4 = item4;
        Item5 = item5;
    }

    public bool Equals(ValueTuple<T1, T2, T3, T4, T5> other) =>
        EqualityComparer<T1>.Default.Equals(Item1, other.Item1)
        && EqualityComparer<T2>.Default.Equals(Item2, other.Item2)
        && EqualityComparer<T3>.Default.Equals(Item3, other.Item3)
        && EqualityComparer<T4>.Default.Equals(Item4, other.Item4)
        && EqualityComparer<T5>.Default.Equals(Item5, other.Item5);

    public override bool Equals(object? obj) => obj is ValueTuple<T1, T2, T3, T4, T5> other && Equals(other);

    public int CompareTo(ValueTuple<T1, T2, T3, T4, T5> other)
    {
        int order = Comparer<T1>.Default.Compare(Item1, other.Item1);
        if (order != 0)
        {
            return order;
        }

        order = Comparer<T2>.Default.Compare(Item2, other.Item2);
        if (order != 0)
        {
            return order;
        }

        order = Comparer<T3>.Default.Compare(Item3, other.Item3);
        if (order != 0)
        {
            return order;
        }

        order = Comparer<T4>.Default.Compare(Item4, other.Item4);
        if (order != 0)
        {
            return order;
        }

        return Comparer<T5>.Default.Compare(Item5, other.Item5);
    }

    int IComparable.CompareTo(object? obj) => obj switch
    {
        null => 1,
        ValueTuple<T1, T2, T3, T4, T5> other => CompareTo(other),
        _ => throw new ArgumentException("Argument must be of type System.ValueTuple`5."),
    };

    public override int GetHashCode() => HashCode.Combine(Item1, Item2, Item3, Item4, Item5);

    public override string ToString() => string.Concat("(", Item1?.ToString(), ", ", Item2?.ToString(), ", ", Item3?.ToString(), ", ", Item4?.ToString(), ", ", Item5?.ToString(), ")");
}

public struct ValueTuple<T1, T2, T3, T4, T5, T6> : IEquatable<ValueTuple<T1, T2, T3, T4, T5, T6>>, IComparable, IComparable<ValueTuple<T1, T2, T3, T4, T5, T6>>
{
    public T1 Item1;
    public T2 Item2;
    public T3 Item3;
    public T4 Item4;
    public T5 Item5;
    public T6 Item6;

    public ValueTuple(T1 item1, T2 item2, T3 item3, T4 item4, T5 item5, T6 item6)
    {
        Item1 = item1;
        Item2 = item2;
        Item3 = item3;
        Item4 = item4;
        Item5 = item5;
        Item6 = item6;
    }

    public bool Equals(ValueTuple<T1, T2, T3, T4, T5, T6> other) =>
        EqualityComparer<T1>.Default.Equals(Item1, other.Item1)
        && EqualityComparer<T2>.Default.Equals(Item2, other.Item2)
        && EqualityComparer<T3>.Default.Equals(Item3, other.Item3)
        && EqualityComparer<T4>.Default.Equals(Item4, other.Item4)
        && EqualityComparer<T5>.Default.Equals(Item5, other.Item5)
        && EqualityComparer<T6>.Default.Equals(Item6, other.Item6);

    public override bool Equals(object? obj) => obj is ValueTuple<T1, T2, T3, T4, T5, T6> other && Equals(other);

    public int CompareTo(ValueTuple<T1, T2, T3, T4, T5, T6> other)
    {
        int order = Comparer<T1>.Default.Compare(Item1, other.Item1);
        if (order != 0)
        {
            return order;
        }

        order = Comparer<T2>.Default.Compare(Item2, other.Item2);
        if (order != 0)
        {
            return order;
        }

        order = Comparer<T3>.Default.Compare(Item3, other.Item3);
        if (order != 0)
        {
            return order;
        }

        order = Comparer<T4>.Default.Compare(Item4, other.Item4);
        if (order != 0)
        {
            return order;
        }

        order = Comparer<T5>.Default.Compare(Item5, other.Item5);
        if (order != 0)
        {
            return order;
        }

        return Comparer<T6>.Default.Compare(Item6, other.Item6);
    }

    int IComparable.CompareTo(object? obj) => obj switch
    {
        null => 1,
        ValueTuple<T1, T2, T3, T4, T5, T6> other => CompareTo(other),
        _ => throw new ArgumentException("Argument must be of type System.ValueTuple`6."),
    };

    public override int GetHashCode() => HashCode.Combine(Item1, Item2, Item3, Item4, Item5, Item6);

    public override string ToString() => string.Concat("(", Item1?.ToString(), ", ", Item2?.ToString(), ", ", Item3?.ToString(), ", ", Item4?.ToString(), ", ", Item5?.ToString(), ", ", Item6?.ToString(), ")");
}

public struct ValueTuple<T1, T2, T3, T4, T5, T6, T7> : IEquatable<ValueTuple<T1, T2, T3, T4, T5, T6, T7>>, IComparable, IComparable<ValueTuple<T1, T2, T3, T4, T5, T6, T7>>
{
    public T1 Item1;
    public T2 Item2;
    public T3 Item3;
    public T4 Item4;
    public T5 Item5;
    public T6 Item6;
    public T7 Item7;

    public ValueTuple(T1 item1, T2 item2, T3 item3, T4 item4, T5 item5, T6 item6, T7 item7)
    {
        Item1 = item1;
        Item2 = item2;
        Item3 = item3;
        Item4 = item4;
        Item5 = item5;
        Item6 = item6;
        Item7 = item7;
    }

    public bool Equals(ValueTuple<T1, T2, T3, T4, T5, T6, T7> other) =>
        EqualityComparer<T1>.Default.Equals(Item1, other.Item1)
        && EqualityComparer<T2>.Default.Equals(Item2, other.Item2)
        && EqualityComparer<T3>.Default.Equals(Item3, other.Item3)
        && EqualityComparer<T4>.Default.Equals(Item4, other.Item4)
        && EqualityComparer<T5>.Default.Equals(Item5, other.Item5)
        && EqualityComparer<T6>.Default.Equals(Item6, other.Item6)
        && EqualityComparer<T7>.Default.Equals(Item7, other.Item7);

    public override bool Equals(object? obj) => obj is ValueTuple<T1, T2, T3, T4, T5, T6, T7> other && Equals(other);

    public int CompareTo(ValueTuple<T1, T2, T3, T4, T5, T6, T7> other)
    {
        int order = Comparer<T1>.Default.Compare(Item1, other.Item1);
        if (order != 0)
        {
            return order;
        }

        order = Comparer<T2>.Default.Compare(Item2, other.Item2);
        if (order != 0)
        {
            return order;
        }

        order = Comparer<T3>.Default.Compare(Item3, other.Item3);
        if (order != 0)
        {
            return order;
        }

        order = Comparer<T4>.Default.Compare(Item4, other.Item4);
        if (order != 0)
        {
            return order;
        }

        order = Comparer<T5>.Default.Compare(Item5, other.Item5);
        if (order != 0)
        {
            return order;
        }

        order = Comparer<T6>.Default.Compare(Item6, other.Item6);
        if (order != 0)
        {
            return order;
        }

        return Comparer<T7>.Default.Compare(Item7, other.Item7);
    }

    int IComparable.CompareTo(object? obj) => obj switch
    {
        null => 1,
        ValueTuple<T1, T2, T3, T4, T5, T6, T7> other => CompareTo(other),
        _ => throw new ArgumentException("Argument must be of type System.ValueTuple`7."),
    };

    public override int GetHashCode() => HashCode.Combine(HashCode.Combine(Item1, Item2, Item3, Item4), Item5, Item6, Item7);

    public override string ToString() => string.Concat("(", Item1?.ToString(), ", ", Item2?.ToString(), ", ", Item3?.ToString(), ", ", Item4?.ToString(), ", ", Item5?.ToString(), ", ", Item6?.ToString(), ", ", Item7?.ToString(), ")");
}

/// <summary>The eighth place holds the rest as another tuple; the compiler nests long tuples this way.</summary>
public struct ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> : IEquatable<ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>>
    where TRest : struct
{
    public T1 Item1;
    public T2 Item2;
    public T3 Item3;
    public T4 Item4;
    public T5 Item5;
    public T6 Item6;
    public T7 Item7;
    public TRest Rest;

    public ValueTuple(T1 item1, T2 item2, T3 item3, T4 item4, T5 item5, T6 item6, T7 item7, TRest rest)
    {
        Item1 = item1;
        Item2 = item2;
        Item3 = item3;
        Item4 = item4;
        Item5 = item5;
        Item6 = item6;
        Item7 = item7;
        Rest = rest;
    }

    private readonly ValueTuple<T1, T2, T3, T4, T5, T6, T7> Head => new(Item1, Item2, Item3, Item4, Item5, Item6, Item7);

    public bool Equals(ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> other) =>
        Head.Equals(other.Head) && EqualityComparer<TRest>.Default.Equals(Rest, other.Rest);

    public override bool Equals(object? obj) => obj is ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Head, Rest);

    // "(1, ..., 7" without its closing parenthesis, then "8, ...)" without its opening one.
    public override string ToString() => string.Concat(Head.ToString().AsSpan()[..^1], ", ", Rest.ToString().AsSpan(1));
}
