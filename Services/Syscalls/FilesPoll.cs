using System;
using System.Buffers.Binary;
using Ostd.Timers;
using Services.Linux;
using Services.Poll;
using Services.Processes;
using Services.Signals;
using Services.Time;
using Services.Vfs;

namespace Services.Syscalls;

/// <summary>poll and ppoll.</summary>
internal static class FilesPoll
{
    public static void Register(SyscallTable table)
    {
        table.Set("poll", static (t, a) => Poll(t, a.A0, a.UInt1, a.Int2));
        table.Set("ppoll", static (t, a) => PollWithMask(t, a.A0, a.UInt1, a.A2, a.A3, a.A4));
    }

    // struct pollfd: descriptor, wanted events, found events.
    private const int EntryBytes = 8;
    private const int WantedOffset = 4;
    private const int FoundOffset = 6;
    private const ulong NsPerMillisecond = 1_000_000;

    private static long Poll(Thread thread, ulong address, uint count, int timeoutMs)
    {
        ulong? deadline = timeoutMs < 0 ? null : timeoutMs == 0 ? 0 : Clock.MonotonicNs + (ulong)timeoutMs * NsPerMillisecond;
        return PollUntil(thread, address, count, deadline);
    }

    /// <summary>The deadline stays the same when the call is continued after a stop signal.</summary>
    private static long PollUntil(Thread thread, ulong address, uint count, ulong? deadline)
    {
        long result = Run(thread, address, count, deadline);
        if (result == Errno.EINTR.Negate())
        {
            thread.RestartBlock = t => PollUntil(t, address, count, deadline);
            return Errno.ERESTART_RESTARTBLOCK.Negate();
        }
        return result;
    }

    private static long PollWithMask(Thread thread, ulong address, uint count, ulong timeoutAddress, ulong maskAddress, ulong maskSize)
    {
        Errno error = PollTimeout.FromTimeSpec(thread, timeoutAddress, out PollTimeout timeout);
        if (error != Errno.OK)
            return error.Negate();
        error = TemporaryMask.Set(thread, maskAddress, maskSize);
        if (error != Errno.OK)
            return error.Negate();
        long result = Run(thread, address, count, timeout.DeadlineNs);
        timeout.WriteRemaining(thread);
        return TemporaryMask.Finish(thread, result);
    }

    /// <summary>EINTR when interrupted.</summary>
    private static long Run(Thread thread, ulong address, uint count, ulong? deadline)
    {
        const uint smallCount = 32;
        if (count > thread.Process.Limits.Of(Resource.OpenFiles))
            return Errno.EINVAL.Negate();
        // One set for the calls of this thread would do, but only large ones are worth keeping.
        byte[] entries = count <= smallCount ? thread.PathBuffer : new byte[count * EntryBytes];
        int length = (int)count * EntryBytes;
        if (!thread.Space.TryRead(address, entries.AsSpan(0, length)))
            return Errno.EFAULT.Negate();
        PollEnd end = PollSession.Wait(thread, waiter => Round(thread, entries.AsSpan(0, length), waiter), deadline, out int ready);
        if (end == PollEnd.Interrupted)
            return Errno.EINTR.Negate();
        for (int at = 0; at < length; at += EntryBytes)
        {
            if (!thread.Space.TryWrite(address + (ulong)(at + FoundOffset), entries.AsSpan(at + FoundOffset, sizeof(ushort))))
                return Errno.EFAULT.Negate();
        }
        return ready;
    }

    private static int Round(Thread thread, Span<byte> entries, PollWaiter? waiter)
    {
        int ready = 0;
        for (int at = 0; at < entries.Length; at += EntryBytes)
        {
            Span<byte> entry = entries.Slice(at, EntryBytes);
            int fd = BinaryPrimitives.ReadInt32LittleEndian(entry);
            var wanted = (PollEvents)BinaryPrimitives.ReadUInt16LittleEndian(entry[WantedOffset..]);
            PollEvents found = fd < 0 ? PollEvents.None : Ask(thread, fd, wanted, ready == 0 ? waiter : null);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[FoundOffset..], (ushort)found);
            if (found != PollEvents.None)
                ready++;
        }
        return ready;
    }

    private static PollEvents Ask(Thread thread, int fd, PollEvents wanted, PollWaiter? waiter)
    {
        using FileUse use = thread.Files.Use(fd);
        return use.File is { } file ? file.Poll(waiter) & (wanted | PollEvents.Always) : PollEvents.Invalid;
    }
}
