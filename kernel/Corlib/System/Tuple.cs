using System.Collections.Generic;

namespace System;

/// <summary>Tuples as objects.</summary>
public static class Tuple
{
    public static Tuple<T1> Create<T1>(T1 item1) => new(item1);

    public static Tuple<T1, T2> Create<T1, T2>(T1 item1, T2 item2) => new(item1, item2);

    public static Tuple<T1, T2, T3> Create<T1, T2, T3>(T1 item1, T2 item2, T3 item3) => new(item1, item2, item3);

    public static Tuple<T1, T2, T3, T4> Create<T1, T2, T3, T4>(T1 item1, T2 item2, T3 item3, T4 item4) => new(item1, item2, item3, item4);
}

public class Tuple<T1>
{
    public Tuple(T1 item1)
    {
        Item1 = item1;
    }

    public T1 Item1 { get; }

    public override bool Equals(object? obj) => obj is Tuple<T1> other
        && EqualityComparer<T1>.Default.Equals(Item1, other.Item1);

    public override int GetHashCode() => Item1?.GetHashCode() ?? 0;

    public override string ToString() => string.Concat("(", Item1?.ToString(), ")");
}

public class Tuple<T1, T2>
{
    public Tuple(T1 item1, T2 item2)
    {
        Item1 = item1;
        Item2 = item2;
    }

    public T1 Item1 { get; }

    public T2 Item2 { get; }

    public override bool Equals(object? obj) => obj is Tuple<T1, T2> other
        && EqualityComparer<T1>.Default.Equals(Item1, other.Item1)
        && EqualityComparer<T2>.Default.Equals(Item2, other.Item2);

    public override int GetHashCode() => HashCode.Combine(Item1, Item2);

    public override string ToString() => string.Concat("(", Item1?.ToString(), ", ", Item2?.ToString(), ")");
}

public class Tuple<T1, T2, T3>
{
    public Tuple(T1 item1, T2 item2, T3 item3)
    {
        Item1 = item1;
        Item2 = item2;
        Item3 = item3;
    }

    public T1 Item1 { get; }

    public T2 Item2 { get; }

    public T3 Item3 { get; }

    public override bool Equals(object? obj) => obj is Tuple<T1, T2, T3> other
        && EqualityComparer<T1>.Default.Equals(Item1, other.Item1)
        && EqualityComparer<T2>.Default.Equals(Item2, other.Item2)
        && EqualityComparer<T3>.Default.Equals(Item3, other.Item3);

    public override int GetHashCode() => HashCode.Combine(Item1, Item2, Item3);

    public override string ToString() => string.Concat("(", Item1?.ToString(), ", ", Item2?.ToString(), ", ", Item3?.ToString(), ")");
}

public class Tuple<T1, T2, T3, T4>
{
    public Tuple(T1 item1, T2 item2, T3 item3, T4 item4)
    {
        Item1 = item1;
        Item2 = item2;
        Item3 = item3;
        Item4 = item4;
    }

    public T1 Item1 { get; }

    public T2 Item2 { get; }

    public T3 Item3 { get; }

    public T4 Item4 { get; }

    public override bool Equals(object? obj) => obj is Tuple<T1, T2, T3, T4> other
        && EqualityComparer<T1>.Default.Equals(Item1, other.Item1)
        && EqualityComparer<T2>.Default.Equals(Item2, other.Item2)
        && EqualityComparer<T3>.Default.Equals(Item3, other.Item3)
        && EqualityComparer<T4>.Default.Equals(Item4, other.Item4);

    public override int GetHashCode() => HashCode.Combine(Item1, Item2, Item3, Item4);

    public override string ToString() => string.Concat("(", Item1?.ToString(), ", ", Item2?.ToString(), ", ", Item3?.ToString(), ", ", Item4?.ToString(), ")");
}
