using System;
using Ostd.Frames;
using Ostd.Seam;

namespace Ostd.UserSpace;

/// <summary>
/// Moves bytes between the kinds of memory that readers and writers stand on. No method moves a cursor; each returns how many bytes it
/// moved, and fewer than asked means that user memory faulted. The lengths asked never exceed what the cursors have left.
/// </summary>
internal static class ByteCopy
{
    /// <summary>One call of the seam copies at most this much: its lengths are ints.</summary>
    private const long MaxChunk = 1 << 20;

    private const int BounceBytes = 512;

    public static int Load(in VmReader reader, Span<byte> destination)
    {
        switch (reader.Kind)
        {
            case MemoryKind.Kernel:
                reader.Span[..destination.Length].CopyTo(destination);
                return destination.Length;
            case MemoryKind.Physical:
                Begin(reader.Owner);
                Root.Machine.CopyFromPhys(reader.Position, destination);
                End(reader.Owner);
                return destination.Length;
            default:
                return IsReachable(reader.Owner) ? Root.Machine.CopyFromUser(reader.Position, destination) : 0;
        }
    }

    public static int Store(in VmWriter writer, ReadOnlySpan<byte> source)
    {
        switch (writer.Kind)
        {
            case MemoryKind.Kernel:
                source.CopyTo(writer.Span);
                return source.Length;
            case MemoryKind.Physical:
                Begin(writer.Owner);
                Root.Machine.CopyToPhys(writer.Position, source);
                End(writer.Owner);
                return source.Length;
            default:
                return IsReachable(writer.Owner) ? Root.Machine.CopyToUser(writer.Position, source) : 0;
        }
    }

    public static long Zero(in VmWriter writer, long length)
    {
        switch (writer.Kind)
        {
            case MemoryKind.Kernel:
                writer.Span[..(int)length].Clear();
                return length;
            case MemoryKind.Physical:
                Begin(writer.Owner);
                Root.Machine.FillPhys(writer.Position, 0, (ulong)length);
                End(writer.Owner);
                return length;
            default:
                return IsReachable(writer.Owner) ? ZeroUser(writer.Position, length) : 0;
        }
    }

    public static long Move(in VmReader reader, in VmWriter writer, long length)
    {
        if (reader.Kind == MemoryKind.Kernel)
            return Store(in writer, reader.Span[..(int)length]);
        if (writer.Kind == MemoryKind.Kernel)
            return Load(in reader, writer.Span[..(int)length]);
        if (!IsReachable(reader.Owner) || !IsReachable(writer.Owner))
            return 0;
        if (reader.Kind == MemoryKind.User && writer.Kind == MemoryKind.User)
            return MoveUserToUser(reader.Position, writer.Position, length);

        Begin(reader.Owner);
        try
        {
            Begin(writer.Owner);
            try
            {
                return MovePages(in reader, in writer, length);
            }
            finally
            {
                End(writer.Owner);
            }
        }
        finally
        {
            End(reader.Owner);
        }
    }

    private static long MovePages(in VmReader reader, in VmWriter writer, long length)
    {
        ulong from = reader.Position;
        ulong to = writer.Position;
        if (reader.Kind == MemoryKind.Physical && writer.Kind == MemoryKind.Physical)
        {
            MovePhysical(from, to, (ulong)length);
            return length;
        }

        long done = 0;
        while (done < length)
        {
            int part = (int)Math.Min(length - done, MaxChunk);
            int moved = reader.Kind == MemoryKind.User
                ? Root.Machine.CopyUserToPhys(from + (ulong)done, to + (ulong)done, part)
                : Root.Machine.CopyPhysToUser(from + (ulong)done, to + (ulong)done, part);
            done += moved;
            if (moved < part)
                break;
        }
        return done;
    }

    /// <summary>Also when the ranges overlap (two handles on the same pages): the bytes arrive as if copied through a buffer.</summary>
    private static void MovePhysical(ulong from, ulong to, ulong length)
    {
        if (to - from >= length && from - to >= length)
        {
            Root.Machine.CopyPhys(to, from, length);
            return;
        }

        Span<byte> bounce = stackalloc byte[BounceBytes];
        bool backwards = to > from;
        for (ulong done = 0; done < length;)
        {
            ulong part = Math.Min(length - done, BounceBytes);
            ulong offset = backwards ? length - done - part : done;
            Root.Machine.CopyFromPhys(from + offset, bounce[..(int)part]);
            Root.Machine.CopyToPhys(to + offset, bounce[..(int)part]);
            done += part;
        }
    }

    private static long MoveUserToUser(ulong from, ulong to, long length)
    {
        Span<byte> bounce = stackalloc byte[BounceBytes];
        long done = 0;
        while (done < length)
        {
            int part = (int)Math.Min(length - done, BounceBytes);
            int loaded = Root.Machine.CopyFromUser(from + (ulong)done, bounce[..part]);
            int stored = Root.Machine.CopyToUser(to + (ulong)done, bounce[..loaded]);
            done += stored;
            if (stored < part)
                break;
        }
        return done;
    }

    private static long ZeroUser(ulong start, long length)
    {
        long done = 0;
        while (done < length)
        {
            int part = (int)Math.Min(length - done, MaxChunk);
            int filled = Root.Machine.FillUser(start + (ulong)done, 0, part);
            done += filled;
            if (filled < part)
                break;
        }
        return done;
    }

    /// <summary>User memory is reached through the active page table only; everything else always.</summary>
    private static bool IsReachable(object? owner) => owner is not VmSpace space || space.IsActive;

    // Memory that is never freed (the initial file system) has no owner; a VmSpace needs no counting, because its translations are the hardware's.
    private static void Begin(object? owner)
    {
        if (owner is FrameHandle handle)
            handle.BeginUse();
    }

    private static void End(object? owner)
    {
        if (owner is FrameHandle handle)
            handle.EndUse();
    }
}
