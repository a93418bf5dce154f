using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace System;

/// <summary>A view of consecutive elements: a reference to the first and a length.</summary>
public readonly unsafe ref struct Span<T>
{
    internal readonly ref T _reference;
    private readonly int _length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span(T[]? array)
    {
        if (array is null)
        {
            this = default;
            return;
        }

        if (!typeof(T).IsValueType && array.m_pEEType != Internal.Runtime.MethodTable.Of<T[]>())
        {
            ThrowArrayTypeMismatch();
        }

        _reference = ref MemoryMarshal.GetArrayDataReference(array);
        _length = array.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span(T[]? array, int start, int length)
    {
        if (array is null)
        {
            if (start != 0 || length != 0)
            {
                ThrowHelper.ThrowOutOfRange();
            }

            this = default;
            return;
        }

        if (!typeof(T).IsValueType && array.m_pEEType != Internal.Runtime.MethodTable.Of<T[]>())
        {
            ThrowArrayTypeMismatch();
        }

        if ((ulong)(uint)start + (uint)length > (uint)array.Length)
        {
            ThrowHelper.ThrowOutOfRange();
        }

        _reference = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), (nint)(uint)start);
        _length = length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span(void* pointer, int length)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            ThrowHelper.ThrowTypeWithPointers<T>();
        }

        if (length < 0)
        {
            ThrowHelper.ThrowOutOfRange();
        }

        _reference = ref *(T*)pointer;
        _length = length;
    }

    public Span(ref T reference)
    {
        _reference = ref reference;
        _length = 1;
    }

    internal Span(ref T reference, int length)
    {
        _reference = ref reference;
        _length = length;
    }

    public ref T this[int index]
    {
        [Intrinsic]
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)index >= (uint)_length)
            {
                ThrowHelper.ThrowIndexOutOfRange();
            }

            return ref Unsafe.Add(ref _reference, (nint)(uint)index);
        }
    }

    public int Length
    {
        [Intrinsic]
        get => _length;
    }

    public bool IsEmpty => _length == 0;

    public static Span<T> Empty => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Slice(int start)
    {
        if ((uint)start > (uint)_length)
        {
            ThrowHelper.ThrowOutOfRange();
        }

        return new Span<T>(ref Unsafe.Add(ref _reference, (nint)(uint)start), _length - start);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Slice(int start, int length)
    {
        if ((ulong)(uint)start + (uint)length > (uint)_length)
        {
            ThrowHelper.ThrowOutOfRange();
        }

        return new Span<T>(ref Unsafe.Add(ref _reference, (nint)(uint)start), length);
    }

    public void Clear()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            SpanHelpers.ClearWithReferences(ref Unsafe.As<T, nint>(ref _reference), (nuint)(uint)_length * ((nuint)Unsafe.SizeOf<T>() / 8));
        }
        else
        {
            SpanHelpers.ClearWithoutReferences(ref Unsafe.As<T, byte>(ref _reference), (nuint)(uint)_length * (nuint)Unsafe.SizeOf<T>());
        }
    }

    public void Fill(T value) => SpanHelpers.Fill(ref _reference, (nuint)(uint)_length, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CopyTo(Span<T> destination)
    {
        if ((uint)_length > (uint)destination.Length)
        {
            ThrowHelper.ThrowDestinationTooShort();
        }

        Buffer.Memmove(ref destination._reference, ref _reference, (nuint)(uint)_length);
    }

    public bool TryCopyTo(Span<T> destination)
    {
        if ((uint)_length > (uint)destination.Length)
        {
            return false;
        }

        Buffer.Memmove(ref destination._reference, ref _reference, (nuint)(uint)_length);
        return true;
    }

    public T[] ToArray()
    {
        if (_length == 0)
        {
            return [];
        }

        var array = new T[_length];
        Buffer.Memmove(ref MemoryMarshal.GetArrayDataReference(array), ref _reference, (nuint)(uint)_length);
        return array;
    }

    public override string ToString() => typeof(T) == typeof(char)
        ? new string(new ReadOnlySpan<char>(ref Unsafe.As<T, char>(ref _reference), _length))
        : string.Concat("System.Span<", typeof(T).Name, ">[", _length.ToString(), "]");

    [EditorBrowsable(EditorBrowsableState.Never)]
    public ref T GetPinnableReference()
    {
        if (_length == 0)
        {
            return ref Unsafe.NullRef<T>();
        }

        return ref _reference;
    }

    /// <summary>The first element's place, without a check: there may be none.</summary>
    internal ref T GetReference() => ref _reference;

    public Enumerator GetEnumerator() => new(this);

    public static implicit operator Span<T>(T[]? array) => new(array);

    public static implicit operator Span<T>(ArraySegment<T> segment) => new(segment.Array, segment.Offset, segment.Count);

    public static implicit operator ReadOnlySpan<T>(Span<T> span) => new(ref span._reference, span._length);

    public static bool operator ==(Span<T> left, Span<T> right) =>
        left._length == right._length && Unsafe.AreSame(ref left._reference, ref right._reference);

    public static bool operator !=(Span<T> left, Span<T> right) => !(left == right);

    [Obsolete("Equals() on Span will always throw an exception. Use the equality operator instead.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object? obj) => throw new NotSupportedException("Equals() on Span and ReadOnlySpan is not supported. Use operator== instead.");

    [Obsolete("GetHashCode() on Span will always throw an exception.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => throw new NotSupportedException("GetHashCode() on Span and ReadOnlySpan is not supported.");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowArrayTypeMismatch() => throw new ArrayTypeMismatchException();

    public ref struct Enumerator
    {
        private readonly Span<T> _span;
        private int _index;

        internal Enumerator(Span<T> span)
        {
            _span = span;
            _index = -1;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            int next = _index + 1;
            if (next >= _span.Length)
            {
                return false;
            }

            _index = next;
            return true;
        }

        public ref T Current => ref _span[_index];
    }
}
