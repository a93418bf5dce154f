using System.Runtime.CompilerServices;

namespace System;

/// <summary>What spans can do beyond being spans.</summary>
public static partial class MemoryExtensions
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<T> AsSpan<T>(this T[]? array) => new(array);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<T> AsSpan<T>(this T[]? array, int start, int length) => new(array, start, length);

    public static Span<T> AsSpan<T>(this T[]? array, int start)
    {
        if (array is null)
        {
            if (start != 0)
            {
                ThrowHelper.ThrowOutOfRange(nameof(start));
            }

            return default;
        }

        return new Span<T>(array).Slice(start);
    }

    public static Span<T> AsSpan<T>(this T[]? array, Index startIndex) => AsSpan(array, startIndex.GetOffset(array?.Length ?? 0));

    public static Span<T> AsSpan<T>(this T[]? array, Range range)
    {
        (int start, int length) = range.GetOffsetAndLength(array?.Length ?? 0);
        return new Span<T>(array, start, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<char> AsSpan(this string? text) =>
        text is null ? default : new ReadOnlySpan<char>(ref text.GetReference(), text.Length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<char> AsSpan(this string? text, int start)
    {
        if ((uint)start > (uint)(text?.Length ?? 0))
        {
            ThrowHelper.ThrowOutOfRange(nameof(start));
        }

        return AsSpan(text).Slice(start);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<char> AsSpan(this string? text, int start, int length)
    {
        if ((ulong)(uint)start + (uint)length > (uint)(text?.Length ?? 0))
        {
            ThrowHelper.ThrowOutOfRange(nameof(start));
        }

        return AsSpan(text).Slice(start, length);
    }

    public static ReadOnlySpan<char> AsSpan(this string? text, Range range)
    {
        (int start, int length) = range.GetOffsetAndLength(text?.Length ?? 0);
        return AsSpan(text, start, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyTo<T>(this T[]? source, Span<T> destination) => new ReadOnlySpan<T>(source).CopyTo(destination);
}
