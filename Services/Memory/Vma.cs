using Ostd.Frames;

namespace Services.Memory;

/// <summary>
/// A mapped range of user addresses with one protection and one source of its pages. Immutable: a change makes a new value, so
/// a fork copies references and readers of /proc/PID/maps see no half changes.
/// </summary>
public sealed record Vma
{
    /// <summary>First address; page aligned, like <see cref="End"/>.</summary>
    public required ulong Start { get; init; }

    /// <summary>Address after the last.</summary>
    public required ulong End { get; init; }

    public required Protection Protection { get; init; }

    /// <summary>Writes are seen by others who map the same pages, and survive a fork as shared.</summary>
    public bool IsShared { get; init; }

    /// <summary>Whence pages come; null for private memory that starts as zeros. A reference of this range is counted in it.</summary>
    public MappedFile? File { get; init; }

    /// <summary>Which page of the file is at <see cref="Start"/>. Zero without a file.</summary>
    public long FirstPage { get; init; }

    /// <summary>Extends downwards when the page below is touched.</summary>
    public bool GrowsDown { get; init; }

    /// <summary>A write may become possible: the file was opened for it, or the mapping is private.</summary>
    public bool MayWrite { get; init; } = true;

    /// <summary>Private, and writable now or once: some pages may be copies that exist nowhere else.</summary>
    public bool MayHaveCopies { get; init; }

    /// <summary>Not passed on by fork (MADV_DONTFORK).</summary>
    public bool IsKeptFromForks { get; init; }

    /// <summary>Zeros in the child after a fork (MADV_WIPEONFORK).</summary>
    public bool IsWipedByForks { get; init; }

    /// <summary>What /proc/PID/maps calls it when it has no file: [heap], [stack].</summary>
    public string Label { get; init; } = "";

    public ulong Length => End - Start;
    public long PageCount => (long)(Length >> Page.Shift);

    public bool Contains(ulong address) => address - Start < End - Start;

    /// <summary>The index in the file of the page at an address inside.</summary>
    public long PageIndex(ulong address) => FirstPage + (long)(address - Start >> Page.Shift);

    public bool IsWritable => (Protection & Protection.Write) != 0;

    /// <summary>Private and writable: memory that is the process' own.</summary>
    public bool IsData => !IsShared && IsWritable && !GrowsDown;

    /// <summary>The part of it from <paramref name="start"/> to <paramref name="end"/>. The caller sees to the file's count.</summary>
    public Vma Slice(ulong start, ulong end) =>
        start == Start && end == End ? this : this with { Start = start, End = end, FirstPage = File is null ? 0 : PageIndex(start) };

    /// <summary>Whether <paramref name="next"/> continues it in everything, so that both are one range.</summary>
    public bool ContinuesWith(Vma next) =>
        End == next.Start && Protection == next.Protection && IsShared == next.IsShared && ReferenceEquals(File, next.File) &&
        (File is null || FirstPage + PageCount == next.FirstPage) && GrowsDown == next.GrowsDown && MayWrite == next.MayWrite &&
        IsKeptFromForks == next.IsKeptFromForks && IsWipedByForks == next.IsWipedByForks && Label == next.Label;
}
