using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace System;

/// <summary>Combines hash codes. Not seeded: the kernel's runs are repeatable.</summary>
public struct HashCode
{
    private const uint Multiplier = 0x9E3779B1;

    private uint _state;
    private uint _count;

    public static int Combine<T1>(T1 value1)
    {
        HashCode hash = default;
        hash.Add(value1);
        return hash.ToHashCode();
    }

    public static int Combine<T1, T2>(T1 value1, T2 value2)
    {
        HashCode hash = default;
        hash.Add(value1);
        hash.Add(value2);
        return hash.ToHashCode();
    }

    public static int Combine<T1, T2, T3>(T1 value1, T2 value2, T3 value3)
    {
        HashCode hash = default;
        hash.Add(value1);
        hash.Add(value2);
        hash.Add(value3);
        return hash.ToHashCode();
    }

    public static int Combine<T1, T2, T3, T4>(T1 value1, T2 value2, T3 value3, T4 value4)
    {
        HashCode hash = default;
        hash.Add(value1);
        hash.Add(value2);
        hash.Add(value3);
        hash.Add(value4);
        return hash.ToHashCode();
    }

    public static int Combine<T1, T2, T3, T4, T5>(T1 value1, T2 value2, T3 value3, T4 value4, T5 value5)
    {
        HashCode hash = default;
        hash.Add(value1);
        hash.Add(value2);
        hash.Add(value3);
        hash.Add(value4);
        hash.Add(value5);
        return hash.ToHashCode();
    }

    public static int Combine<T1, T2, T3, T4, T5, T6>(T1 value1, T2 value2, T3 value3, T4 value4, T5 value5, T6 value6)
    {
        HashCode hash = default;
        hash.Add(value1);
        hash.Add(value2);
        hash.Add(value3);
        hash.Add(value4);
        hash.Add(value5);
        hash.Add(value6);
        return hash.ToHashCode();
    }

    public void Add<T>(T value) => AddHash(value?.GetHashCode() ?? 0);

    public void Add<T>(T value, IEqualityComparer<T>? comparer) =>
        AddHash(value is null ? 0 : comparer?.GetHashCode(value) ?? value.GetHashCode());

    public void AddBytes(ReadOnlySpan<byte> value)
    {
        while (value.Length >= sizeof(int))
        {
            AddHash(Unsafe.ReadUnaligned<int>(ref value.GetReference()));
            value = value.Slice(sizeof(int));
        }

        foreach (byte b in value)
        {
            AddHash(b);
        }
    }

    public int ToHashCode()
    {
        uint h = _state ^ _count;
        h = (h ^ (h >> 15)) * 0x85EBCA77;
        h = (h ^ (h >> 13)) * 0xC2B2AE3D;
        return (int)(h ^ (h >> 16));
    }

    private void AddHash(int value)
    {
        uint mixed = (_state ^ (uint)value) * Multiplier;
        _state = (mixed << 13) | (mixed >> 19);
        _count++;
    }
}
