using System;
using Ostd.UserSpace;

namespace Ostd.Frames;

/// <summary>
/// A handle on one untyped physical page: user memory, file contents, device buffers. Holding it proves that the page is untyped
/// and cannot be reused while the handle is alive. Its bytes are reached only by copy; races on them are harmless.
/// </summary>
public sealed class UFrame : IDisposable
{
    /// <summary>Allocates a page. May be called in any context that may allocate.</summary>
    /// <param name="zeroed">False leaves old data of some former owner in it: write all of it before anybody reads.</param>
    /// <exception cref="OutOfMemoryException">No page is free.</exception>
    public static UFrame Alloc(bool zeroed = true) => throw null!;

    public ulong Paddr => throw null!;

    /// <summary>Handles and mappings that share this page; a snapshot.</summary>
    public long ReferenceCount => throw null!;

    /// <summary>Another handle on the same page.</summary>
    public UFrame Clone() => throw null!;

    public VmReader Reader() => throw null!;
    public VmWriter Writer() => throw null!;

    /// <summary>Copies between the page and kernel memory. The range must lie in the page.</summary>
    public void Read(int offset, Span<byte> destination) => throw null!;
    public void Write(int offset, ReadOnlySpan<byte> source) => throw null!;
    public void Fill(int offset, byte value, int length) => throw null!;

    /// <summary>Copies the whole page <paramref name="source"/> into this one.</summary>
    public void CopyFrom(UFrame source) => throw null!;

    public void Dispose() => throw null!;
}
