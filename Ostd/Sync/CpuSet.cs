using System;
using System.Numerics;

namespace Ostd.Sync;

/// <summary>A set of CPUs, by their indices (0 to 63). A value: operations return another set.</summary>
public readonly struct CpuSet : IEquatable<CpuSet>
{
    /// <summary>CPUs that a machine may have: a set is one word, so that it can be read and changed in one step.</summary>
    public const int MaxCpus = 64;

    internal CpuSet(ulong bits) => Bits = bits;

    internal ulong Bits { get; }

    public static CpuSet Empty => default;

    /// <summary>CPUs 0 to <paramref name="count"/> - 1.</summary>
    /// <exception cref="OstdException">More than <see cref="MaxCpus"/>, or fewer than none.</exception>
    public static CpuSet First(int count) => count switch
    {
        0 => Empty,
        > 0 and <= MaxCpus => new CpuSet(ulong.MaxValue >> MaxCpus - count),
        _ => throw new OstdException(OstdError.InvalidArgs, $"A set of {count} CPUs: there are at most {MaxCpus}."),
    };

    /// <summary>Only this one.</summary>
    /// <exception cref="OstdException">No CPU has this index.</exception>
    public static CpuSet Of(int cpu) => new(Bit(cpu));

    public bool IsEmpty => Bits == 0;

    public int Count => BitOperations.PopCount(Bits);

    public bool Contains(int cpu) => (Bits & Bit(cpu)) != 0;

    public CpuSet Add(int cpu) => new(Bits | Bit(cpu));

    public CpuSet Remove(int cpu) => new(Bits & ~Bit(cpu));

    public CpuSet Union(CpuSet other) => new(Bits | other.Bits);

    public CpuSet Except(CpuSet other) => new(Bits & ~other.Bits);

    /// <summary>The lowest index in it, or -1.</summary>
    public int Lowest => Bits == 0 ? -1 : BitOperations.TrailingZeroCount(Bits);

    public Enumerator GetEnumerator() => new(Bits);

    public bool Equals(CpuSet other) => Bits == other.Bits;

    public override bool Equals(object? obj) => obj is CpuSet other && Equals(other);

    public override int GetHashCode() => Bits.GetHashCode();

    public override string ToString()
    {
        string text = "";
        foreach (int cpu in this)
            text += text.Length == 0 ? $"{cpu}" : $", {cpu}";
        return "{" + text + "}";
    }

    internal static ulong Bit(int cpu) => (uint)cpu < MaxCpus
        ? 1UL << cpu
        : throw new OstdException(OstdError.InvalidArgs, $"CPU {cpu}: indices go from 0 to {MaxCpus - 1}.");

    /// <summary>From the lowest index up.</summary>
    public struct Enumerator
    {
        private ulong _left;

        internal Enumerator(ulong bits)
        {
            _left = bits;
            Current = -1;
        }

        public int Current { get; private set; }

        public bool MoveNext()
        {
            if (_left == 0)
                return false;
            Current = BitOperations.TrailingZeroCount(_left);
            _left &= _left - 1;
            return true;
        }
    }
}

/// <summary>A set of CPUs that CPUs change at the same time. Use it as a field made with <c>= new()</c>, and do not copy it: a copy is another set.</summary>
public struct AtomicCpuSet
{
    private AtomicUInt64 _bits;

    /// <summary>Empty.</summary>
    public AtomicCpuSet() => _bits = new AtomicUInt64();

    public CpuSet Load(MemoryOrder order) => new(_bits.Load(order));

    public void Store(CpuSet set, MemoryOrder order) => _bits.Store(set.Bits, order);

    /// <summary>Whether it was in the set. A full fence, as are the others below.</summary>
    public bool Add(int cpu) => (_bits.FetchOr(CpuSet.Bit(cpu)) & CpuSet.Bit(cpu)) != 0;

    /// <summary>Returns what is left.</summary>
    public CpuSet Remove(int cpu) => Remove(CpuSet.Of(cpu));

    /// <summary>Returns what is left.</summary>
    public CpuSet Remove(CpuSet cpus) => new(_bits.FetchAnd(~cpus.Bits) & ~cpus.Bits);
}
