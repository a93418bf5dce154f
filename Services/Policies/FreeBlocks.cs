using System;
using System.Numerics;

namespace Services.Policies;

/// <summary>A set of small integers with a fast "lowest member": a bitmap, and above it bitmaps that say which words are not zero.</summary>
internal sealed class FreeBlocks
{
    private readonly ulong[][] _levels;

    /// <param name="capacity">Members are below this.</param>
    public FreeBlocks(int capacity)
    {
        int depth = 1;
        for (int words = WordsFor(capacity); words > 1; words = WordsFor(words))
            depth++;
        _levels = new ulong[depth][];
        for (int level = 0, bits = capacity; level < depth; level++, bits = WordsFor(bits))
            _levels[level] = new ulong[WordsFor(bits)];
    }

    public bool IsEmpty => _levels[^1][0] == 0;

    public bool Contains(int member) => (_levels[0][member >> 6] >> (member & 63) & 1) != 0;

    public void Add(int member)
    {
        foreach (ulong[] words in _levels)
        {
            ref ulong word = ref words[member >> 6];
            bool wasEmpty = word == 0;
            word |= 1UL << (member & 63);
            if (!wasEmpty)
                return;
            member >>= 6;
        }
    }

    public void Remove(int member)
    {
        foreach (ulong[] words in _levels)
        {
            ref ulong word = ref words[member >> 6];
            word &= ~(1UL << (member & 63));
            if (word != 0)
                return;
            member >>= 6;
        }
    }

    /// <summary>The lowest member; the set is not empty.</summary>
    public int Lowest()
    {
        int index = 0;
        for (int level = _levels.Length - 1; level >= 0; level--)
            index = index << 6 | BitOperations.TrailingZeroCount(_levels[level][index]);
        return index;
    }

    public void CopyTo(FreeBlocks larger)
    {
        for (int word = 0; word < _levels[0].Length; word++)
        {
            for (ulong bits = _levels[0][word]; bits != 0; bits &= bits - 1)
                larger.Add(word << 6 | BitOperations.TrailingZeroCount(bits));
        }
    }

    private static int WordsFor(int bits) => Math.Max(1, (bits + 63) >> 6);
}
