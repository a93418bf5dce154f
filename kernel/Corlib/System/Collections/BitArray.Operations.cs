namespace System.Collections;

public sealed partial class BitArray
{
    public BitArray And(BitArray value)
    {
        CheckSameLength(value);
        for (int i = 0; i < WordsFor(_length); i++)
            _words[i] &= value._words[i];
        _version++;
        return this;
    }

    public BitArray Or(BitArray value)
    {
        CheckSameLength(value);
        for (int i = 0; i < WordsFor(_length); i++)
            _words[i] |= value._words[i];
        _version++;
        return this;
    }

    public BitArray Xor(BitArray value)
    {
        CheckSameLength(value);
        for (int i = 0; i < WordsFor(_length); i++)
            _words[i] ^= value._words[i];
        _version++;
        return this;
    }

    public BitArray Not()
    {
        for (int i = 0; i < WordsFor(_length); i++)
            _words[i] = ~_words[i];
        _version++;
        return this;
    }

    /// <summary>Moves every bit to an index higher by <paramref name="count"/>.</summary>
    public BitArray LeftShift(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int words = WordsFor(_length);
        int distance = count / BitsPerWord;
        int bits = count % BitsPerWord;
        for (int i = words - 1; i >= 0; i--)
        {
            uint near = i >= distance ? (uint)_words[i - distance] : 0;
            uint far = i > distance && bits != 0 ? (uint)_words[i - distance - 1] : 0;
            _words[i] = bits == 0 ? (int)near : (int)((near << bits) | (far >> (BitsPerWord - bits)));
        }

        _version++;
        return this;
    }

    /// <summary>Moves every bit to an index lower by <paramref name="count"/>.</summary>
    public BitArray RightShift(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ClearFrom(_length);
        int words = WordsFor(_length);
        int distance = count / BitsPerWord;
        int bits = count % BitsPerWord;
        for (int i = 0; i < words; i++)
        {
            int source = i + distance;
            uint near = source < words ? (uint)_words[source] : 0;
            uint far = source + 1 < words && bits != 0 ? (uint)_words[source + 1] : 0;
            _words[i] = bits == 0 ? (int)near : (int)((near >> bits) | (far << (BitsPerWord - bits)));
        }

        _version++;
        return this;
    }

    public void CopyTo(Array array, int index)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        switch (array)
        {
            case int[] words:
                CheckRoom(words.Length, index, WordsFor(_length));
                for (int i = 0; i < WordsFor(_length); i++)
                    words[index + i] = WordAt(i);
                break;
            case byte[] bytes:
                int count = (int)(((uint)_length + 7) / 8);
                CheckRoom(bytes.Length, index, count);
                for (int i = 0; i < count; i++)
                    bytes[index + i] = (byte)(WordAt(i / 4) >> (i % 4 * 8));
                break;
            case bool[] flags:
                CheckRoom(flags.Length, index, _length);
                for (int i = 0; i < _length; i++)
                    flags[index + i] = Get(i);
                break;
            default:
                throw new ArgumentException("Only supported array types for CopyTo on BitArrays are Boolean[], Int32[] and Byte[].", nameof(array));
        }
    }

    public IEnumerator GetEnumerator() => new Enumerator(this);

    /// <summary>A word without the bits behind the end.</summary>
    private int WordAt(int index) => index == _length / BitsPerWord ? _words[index] & TailMask : _words[index];

    private void CheckSameLength(BitArray value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (_length != value._length)
            throw new ArgumentException("Array lengths must be the same.");
    }

    private static void CheckRoom(int length, int index, int count)
    {
        if (length - index < count)
            CollectionErrors.ThrowRange();
    }

    private sealed class Enumerator(BitArray bits) : IEnumerator
    {
        private readonly int _version = bits._version;
        private int _index = -1;

        public bool MoveNext()
        {
            if (_version != bits._version)
                CollectionErrors.ThrowModified();
            if (_index < bits._length)
                _index++;
            return _index < bits._length;
        }

        public object Current
        {
            get
            {
                if (_index < 0)
                    throw new InvalidOperationException("Enumeration has not started. Call MoveNext.");
                if (_index >= bits._length)
                    throw new InvalidOperationException("Enumeration already finished.");
                return bits.Get(_index);
            }
        }

        public void Reset()
        {
            if (_version != bits._version)
                CollectionErrors.ThrowModified();
            _index = -1;
        }
    }
}
