using System;
using System.Diagnostics;

namespace Ostd.Model.Shadow;

/// <summary>What the detector knows about one page of RAM, besides what is in it.</summary>
internal sealed class ShadowPage
{
    private const int Bytes = 4096;

    // A bit for every byte that was written since the page was handed out.
    private readonly ulong[] _written = new ulong[Bytes / 64];

    /// <summary>The words of its metadata slot, as the detector saw them being written.</summary>
    public ulong Reference, KindWord;

    /// <summary>Who claimed or freed it last.</summary>
    public Handover Last;

    public void ForgetContents() => Array.Clear(_written);

    public void NoteWritten(int offset, int length)
    {
        for (int end = offset + length; offset < end;)
        {
            int bit = offset & 63;
            int count = Math.Min(64 - bit, end - offset);
            _written[offset >> 6] |= ulong.MaxValue >> (64 - count) << bit;
            offset += count;
        }
    }

    /// <summary>The first byte of a range that nobody wrote; -1 when all were.</summary>
    public int FirstUnwritten(int offset, int length)
    {
        for (int end = offset + length; offset < end;)
        {
            int bit = offset & 63;
            int count = Math.Min(64 - bit, end - offset);
            ulong missing = ~_written[offset >> 6] & (ulong.MaxValue >> (64 - count) << bit);
            if (missing != 0)
                return (offset & ~63) + System.Numerics.BitOperations.TrailingZeroCount(missing);
            offset += count;
        }
        return -1;
    }
}

/// <summary>A change of owner: which, and the code that made it.</summary>
internal readonly record struct Handover(string What, int Cpu, int When, object? Task, StackTrace? Stack)
{
    public override string ToString() => What is null
        ? "  Its owner has been the boot flow."
        : $"  It was {What} by {Task ?? "the boot flow"} on CPU {Cpu}:\n{SourceLines.Describe(Stack!)}";
}
