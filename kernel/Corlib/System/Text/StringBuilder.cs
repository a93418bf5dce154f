using System.Collections;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace System.Text;

/// <summary>A string that can be changed, in one array that doubles when it is full. .NET keeps a chain of pieces; one array is
/// simpler, and as quick for texts as short as a kernel's.</summary>
public sealed partial class StringBuilder
{
    private const int DefaultCapacity = 16;

    private char[] _chars;
    private int _length;
    private readonly int _maxCapacity = int.MaxValue;

    public StringBuilder()
        : this(DefaultCapacity)
    {
    }

    public StringBuilder(int capacity)
        : this(null, capacity)
    {
    }

    public StringBuilder(string? value)
        : this(value, DefaultCapacity)
    {
    }

    public StringBuilder(string? value, int capacity)
        : this(value, 0, value is null ? 0 : value.Length, capacity)
    {
    }

    public StringBuilder(string? value, int startIndex, int length, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfNegative(startIndex);
        value ??= "";
        if (startIndex > value.Length - length)
            throw new ArgumentOutOfRangeException(nameof(length), "Index and length must refer to a location within the string.");
        if (capacity == 0)
            capacity = DefaultCapacity;
        _chars = new char[capacity < length ? length : capacity];
        value.AsSpan(startIndex, length).CopyTo(_chars);
        _length = length;
    }

    public StringBuilder(int capacity, int maxCapacity)
    {
        if (capacity > maxCapacity)
            throw new ArgumentOutOfRangeException(nameof(capacity), "Capacity exceeds maximum capacity.");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxCapacity);
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        _maxCapacity = maxCapacity;
        if (capacity == 0)
            capacity = maxCapacity < DefaultCapacity ? maxCapacity : DefaultCapacity;
        _chars = new char[capacity];
    }

    public int MaxCapacity => _maxCapacity;

    public int Capacity
    {
        get => _chars.Length;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            if (value > _maxCapacity)
                throw new ArgumentOutOfRangeException(nameof(value), "Capacity exceeds maximum capacity.");
            if (value < _length)
                CollectionErrors.ThrowCapacityBelowCount(nameof(value));
            if (value != _chars.Length)
                Array.Resize(ref _chars, value);
        }
    }

    public int Length
    {
        get => _length;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            if (value > _maxCapacity)
                CollectionErrors.ThrowCapacityBelowCount(nameof(value));
            if (value > _length)
                Reserve(value - _length).Clear();
            else
                _length = value;
        }
    }

    [IndexerName("Chars")]
    public char this[int index]
    {
        get
        {
            if ((uint)index >= (uint)_length)
                throw new IndexOutOfRangeException();
            return _chars[index];
        }

        set
        {
            if ((uint)index >= (uint)_length)
                CollectionErrors.ThrowIndex();
            _chars[index] = value;
        }
    }

    public int EnsureCapacity(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        if (Capacity < capacity)
            Capacity = capacity;
        return Capacity;
    }

    public StringBuilder Clear()
    {
        _length = 0;
        return this;
    }

    public void CopyTo(int sourceIndex, char[] destination, int destinationIndex, int count)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentOutOfRangeException.ThrowIfNegative(destinationIndex);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (destinationIndex > destination.Length - count)
            throw new ArgumentException("Either offset did not refer to a position in the string, or there is an insufficient length of destination character array.");
        CopyTo(sourceIndex, destination.AsSpan(destinationIndex), count);
    }

    public void CopyTo(int sourceIndex, Span<char> destination, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if ((uint)sourceIndex > (uint)_length)
            CollectionErrors.ThrowInclusiveIndex(nameof(sourceIndex));
        if (sourceIndex > _length - count)
            throw new ArgumentException("Source string was not long enough. Check sourceIndex and count.");
        if (count > destination.Length)
            throw new ArgumentException("Destination is too short.", nameof(destination));
        _chars.AsSpan(sourceIndex, count).CopyTo(destination);
    }

    public override string ToString() => Written.ToString();

    public string ToString(int startIndex, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(startIndex);
        if (startIndex > _length)
            throw new ArgumentOutOfRangeException(nameof(startIndex), "startIndex cannot be larger than length of string.");
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (startIndex > _length - length)
            throw new ArgumentOutOfRangeException(nameof(length), "Index and length must refer to a location within the string.");
        return Written.Slice(startIndex, length).ToString();
    }

    private ReadOnlySpan<char> Written => new(_chars, 0, _length);

    private Span<char> Free => _chars.AsSpan(_length);

    /// <summary>Makes the text longer by <paramref name="count"/> characters, which the caller then writes.</summary>
    private Span<char> Reserve(int count, string parameter = "requiredLength")
    {
        int start = _length;
        if (count > _chars.Length - start)
            Grow(count, parameter);
        _length = start + count;
        return _chars.AsSpan(start, count);
    }

    private void MakeRoom() => Grow(_chars.Length - _length + 1, "requiredLength");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count, string parameter)
    {
        if (count > _maxCapacity - _length)
            CollectionErrors.ThrowCapacityBelowCount(parameter);
        int needed = _length + count;
        int doubled = Growth.Doubled(_chars.Length, needed);
        Array.Resize(ref _chars, doubled < _maxCapacity ? doubled : _maxCapacity);
    }
}
