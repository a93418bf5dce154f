namespace System.Collections;

/// <summary>Bits, 32 to a word. The unused bits of the last word have no meaning and are masked where they would show.</summary>
public sealed partial class BitArray : ICollection
{
    private const int BitsPerWord = 32;

    private int[] _words;
    private int _length;
    private int _version;

    public BitArray(int length)
        : this(length, false)
    {
    }

    public BitArray(int length, bool defaultValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _words = new int[WordsFor(length)];
        _length = length;
        if (defaultValue)
            _words.AsSpan().Fill(-1);
    }

    public BitArray(bool[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _words = new int[WordsFor(values.Length)];
        _length = values.Length;
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i])
                _words[i / BitsPerWord] |= 1 << i;
        }
    }

    public BitArray(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length > int.MaxValue / 8)
            throw new ArgumentException("The input array length must not exceed Int32.MaxValue / 8. Otherwise BitArray.Length would exceed Int32.MaxValue.", nameof(bytes));
        _words = new int[WordsFor(bytes.Length * 8)];
        _length = bytes.Length * 8;
        for (int i = 0; i < bytes.Length; i++)
            _words[i / 4] |= bytes[i] << (i % 4 * 8);
    }

    public BitArray(int[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length > int.MaxValue / BitsPerWord)
            throw new ArgumentException("The input array length must not exceed Int32.MaxValue / 32. Otherwise BitArray.Length would exceed Int32.MaxValue.", nameof(values));
        _words = values.AsSpan().ToArray();
        _length = values.Length * BitsPerWord;
    }

    public BitArray(BitArray bits)
    {
        ArgumentNullException.ThrowIfNull(bits);
        _words = bits._words.AsSpan(0, WordsFor(bits._length)).ToArray();
        _length = bits._length;
    }

    public int Count => _length;

    public int Length
    {
        get => _length;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            int words = WordsFor(value);
            if (value > _length)
            {
                if (words > _words.Length)
                    Array.Resize(ref _words, words);
                ClearFrom(_length);
            }

            _length = value;
            _version++;
        }
    }

    public bool IsReadOnly => false;

    public bool IsSynchronized => false;

    public object SyncRoot => this;

    public bool this[int index]
    {
        get => Get(index);
        set => Set(index, value);
    }

    public bool Get(int index)
    {
        if ((uint)index >= (uint)_length)
            CollectionErrors.ThrowIndex(index);
        return (_words[index / BitsPerWord] & (1 << index)) != 0;
    }

    public void Set(int index, bool value)
    {
        if ((uint)index >= (uint)_length)
            CollectionErrors.ThrowIndex(index);
        ref int word = ref _words[index / BitsPerWord];
        if (value)
            word |= 1 << index;
        else
            word &= ~(1 << index);
        _version++;
    }

    public void SetAll(bool value)
    {
        _words.AsSpan().Fill(value ? -1 : 0);
        _version++;
    }

    public bool HasAllSet()
    {
        int whole = _length / BitsPerWord;
        for (int i = 0; i < whole; i++)
        {
            if (_words[i] != -1)
                return false;
        }

        int mask = TailMask;
        return mask == 0 || (_words[whole] & mask) == mask;
    }

    public bool HasAnySet()
    {
        int whole = _length / BitsPerWord;
        for (int i = 0; i < whole; i++)
        {
            if (_words[i] != 0)
                return true;
        }

        return TailMask != 0 && (_words[whole] & TailMask) != 0;
    }

    public object Clone() => new BitArray(this);

    /// <summary>The bits in use of a last word that is not full.</summary>
    private int TailMask => (1 << (_length % BitsPerWord)) - 1;

    private static int WordsFor(int bits) => (int)(((uint)bits + BitsPerWord - 1) / BitsPerWord);

    /// <summary>Clears every bit from <paramref name="bit"/> to the end of the words.</summary>
    private void ClearFrom(int bit)
    {
        int word = bit / BitsPerWord;
        if (word >= _words.Length)
            return;
        _words[word] &= (1 << (bit % BitsPerWord)) - 1;
        Array.Clear(_words, word + 1, _words.Length - word - 1);
    }
}
