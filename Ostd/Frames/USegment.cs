using System;
using Ostd.UserSpace;

namespace Ostd.Frames;

/// <summary>Contiguous untyped pages, one handle for all.</summary>
public sealed class USegment : IDisposable
{
    public static USegment Alloc(int pages, bool zeroed = true) => throw null!;
    public ulong Paddr => throw null!;
    public int Pages => throw null!;
    public long Length => throw null!;
    public USegment Clone() => throw null!;
    public USegment Slice(int firstPage, int pages) => throw null!;
    /// <summary>A handle on one page of it.</summary>
    public UFrame Frame(int index) => throw null!;
    public VmReader Reader(long offset, long length) => throw null!;
    public VmWriter Writer(long offset, long length) => throw null!;
    public void Read(long offset, Span<byte> destination) => throw null!;
    public void Write(long offset, ReadOnlySpan<byte> source) => throw null!;
    public void Dispose() => throw null!;
}
