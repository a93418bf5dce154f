using System.Runtime.CompilerServices;

namespace System.Runtime.InteropServices;

/// <summary>Views of memory that set type safety aside; internal, like <see cref="Unsafe"/>.</summary>
internal static class MemoryMarshal
{
    [Intrinsic]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref T GetArrayDataReference<T>(T[] array) => ref Unsafe.As<byte, T>(ref Unsafe.As<RawArrayData>(array).Data);

    public static ref T GetReference<T>(Span<T> span) => ref span._reference;

    public static ref T GetReference<T>(ReadOnlySpan<T> span) => ref span._reference;

    public static Span<T> CreateSpan<T>(scoped ref T reference, int length) => new(ref Unsafe.AsRef(in reference), length);

    public static ReadOnlySpan<T> CreateReadOnlySpan<T>(scoped ref readonly T reference, int length) => new(ref Unsafe.AsRef(in reference), length);

    public static Span<byte> AsBytes<T>(Span<T> span)
        where T : struct
    {
        RequireNoReferences<T>();
        return new Span<byte>(ref Unsafe.As<T, byte>(ref span._reference), checked(span.Length * Unsafe.SizeOf<T>()));
    }

    public static ReadOnlySpan<byte> AsBytes<T>(ReadOnlySpan<T> span)
        where T : struct
    {
        RequireNoReferences<T>();
        return new ReadOnlySpan<byte>(ref Unsafe.As<T, byte>(ref span._reference), checked(span.Length * Unsafe.SizeOf<T>()));
    }

    public static Span<TTo> Cast<TFrom, TTo>(Span<TFrom> span)
        where TFrom : struct
        where TTo : struct
    {
        RequireNoReferences<TFrom>();
        RequireNoReferences<TTo>();
        return new Span<TTo>(ref Unsafe.As<TFrom, TTo>(ref span._reference), CastLength<TFrom, TTo>(span.Length));
    }

    public static ReadOnlySpan<TTo> Cast<TFrom, TTo>(ReadOnlySpan<TFrom> span)
        where TFrom : struct
        where TTo : struct
    {
        RequireNoReferences<TFrom>();
        RequireNoReferences<TTo>();
        return new ReadOnlySpan<TTo>(ref Unsafe.As<TFrom, TTo>(ref span._reference), CastLength<TFrom, TTo>(span.Length));
    }

    public static T Read<T>(ReadOnlySpan<byte> source)
        where T : struct
    {
        RequireNoReferences<T>();
        if (Unsafe.SizeOf<T>() > source.Length)
        {
            ThrowHelper.ThrowOutOfRange("length");
        }

        return Unsafe.ReadUnaligned<T>(ref source._reference);
    }

    public static bool TryRead<T>(ReadOnlySpan<byte> source, out T value)
        where T : struct
    {
        RequireNoReferences<T>();
        if (Unsafe.SizeOf<T>() > source.Length)
        {
            value = default;
            return false;
        }

        value = Unsafe.ReadUnaligned<T>(ref source._reference);
        return true;
    }

    public static void Write<T>(Span<byte> destination, in T value)
        where T : struct
    {
        RequireNoReferences<T>();
        if (Unsafe.SizeOf<T>() > destination.Length)
        {
            ThrowHelper.ThrowOutOfRange("length");
        }

        Unsafe.WriteUnaligned(ref destination._reference, value);
    }

    private static int CastLength<TFrom, TTo>(int length) =>
        checked((int)((ulong)(uint)length * (uint)Unsafe.SizeOf<TFrom>() / (uint)Unsafe.SizeOf<TTo>()));

    private static void RequireNoReferences<T>()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            ThrowHelper.ThrowTypeWithPointers<T>();
        }
    }
}
