using System;
using System.Numerics;
using Services.Linux;
using Services.Poll;
using Services.Processes;
using Services.Signals;
using Services.Vfs;

namespace Services.Syscalls;

/// <summary>select and pselect6.</summary>
internal static class FilesSelect
{
    public static void Register(SyscallTable table)
    {
        table.Set("select", static (t, a) => Select(t, a.Int0, a.A1, a.A2, a.A3, a.A4));
        table.Set("pselect6", static (t, a) => SelectWithMask(t, a.Int0, a.A1, a.A2, a.A3, a.A4, a.A5));
    }

    // What each set means in terms of poll.
    private const PollEvents ReadEvents = PollEvents.Readable | PollEvents.ReadBand | PollEvents.HangUp | PollEvents.Error;
    private const PollEvents WriteEvents = PollEvents.Writable | PollEvents.WriteBand | PollEvents.Error;
    private const PollEvents ExceptEvents = PollEvents.Priority;

    private static long Select(Thread thread, int count, ulong reads, ulong writes, ulong excepts, ulong timeoutAddress)
    {
        Errno error = PollTimeout.FromTimeVal(thread, timeoutAddress, out PollTimeout timeout);
        if (error != Errno.OK)
            return error.Negate();
        long result = Run(thread, count, reads, writes, excepts, timeout.DeadlineNs);
        timeout.WriteRemaining(thread);
        return result == Errno.EINTR.Negate() ? Errno.ERESTARTNOHAND.Negate() : result;
    }

    private static long SelectWithMask(Thread thread, int count, ulong reads, ulong writes, ulong excepts, ulong timeoutAddress, ulong maskArgument)
    {
        ulong maskAddress = 0, maskSize = 0;
        if (maskArgument != 0 && (!thread.Space.TryReadUInt64(maskArgument, out maskAddress) || !thread.Space.TryReadUInt64(maskArgument + 8, out maskSize)))
            return Errno.EFAULT.Negate();
        Errno error = PollTimeout.FromTimeSpec(thread, timeoutAddress, out PollTimeout timeout);
        if (error != Errno.OK)
            return error.Negate();
        error = TemporaryMask.Set(thread, maskAddress, maskSize);
        if (error != Errno.OK)
            return error.Negate();
        long result = Run(thread, count, reads, writes, excepts, timeout.DeadlineNs);
        timeout.WriteRemaining(thread);
        return TemporaryMask.Finish(thread, result);
    }

    /// <summary>EINTR when interrupted; the sets are unchanged then.</summary>
    private static long Run(Thread thread, int count, ulong reads, ulong writes, ulong excepts, ulong? deadline)
    {
        if (count < 0)
            return Errno.EINVAL.Negate();
        // Bits beyond the table are not looked at.
        count = Math.Min(count, thread.Files.Size);
        var sets = new DescriptorSets(count);
        if (!sets.TryRead(thread, 0, reads) || !sets.TryRead(thread, 1, writes) || !sets.TryRead(thread, 2, excepts))
            return Errno.EFAULT.Negate();
        bool anyClosed = false;
        PollEnd end = PollSession.Wait(thread, waiter => Round(thread, sets, waiter, out anyClosed), deadline, out int ready);
        if (anyClosed)
            return Errno.EBADF.Negate();
        if (end == PollEnd.Interrupted)
            return Errno.EINTR.Negate();
        if (!sets.TryWrite(thread, 0, reads) || !sets.TryWrite(thread, 1, writes) || !sets.TryWrite(thread, 2, excepts))
            return Errno.EFAULT.Negate();
        return ready;
    }

    private static int Round(Thread thread, DescriptorSets sets, PollWaiter? waiter, out bool anyClosed)
    {
        anyClosed = false;
        sets.ClearFound();
        int ready = 0;
        for (int word = 0; word < sets.Words; word++)
        {
            for (ulong left = sets.Wanted(word); left != 0; left &= left - 1)
            {
                int fd = word * 64 + BitOperations.TrailingZeroCount(left);
                using FileUse use = thread.Files.Use(fd);
                if (use.File is not { } file)
                {
                    anyClosed = true;
                    return 1; // ends the wait
                }
                PollEvents found = file.Poll(ready == 0 ? waiter : null);
                ready += sets.Note(0, fd, found & ReadEvents) + sets.Note(1, fd, found & WriteEvents) + sets.Note(2, fd, found & ExceptEvents);
            }
        }
        return ready;
    }

    /// <summary>The three bit sets, as asked and as found.</summary>
    private sealed class DescriptorSets
    {
        private const int Kinds = 3;
        private readonly ulong[] _wanted;
        private readonly ulong[] _found;
        private readonly int _count;

        public DescriptorSets(int count)
        {
            _count = count;
            Words = (count + 63) / 64;
            _wanted = new ulong[Words * Kinds];
            _found = new ulong[Words * Kinds];
        }

        public int Words { get; }

        public ulong Wanted(int word) => _wanted[word] | _wanted[Words + word] | _wanted[2 * Words + word];

        public void ClearFound() => _found.AsSpan().Clear();

        public int Note(int kind, int fd, PollEvents events)
        {
            int word = kind * Words + fd / 64;
            ulong bit = 1UL << (fd & 63);
            if (events == PollEvents.None || (_wanted[word] & bit) == 0)
                return 0;
            _found[word] |= bit;
            return 1;
        }

        public bool TryRead(Thread thread, int kind, ulong address)
        {
            if (address == 0)
                return true;
            for (int word = 0; word < Words; word++)
            {
                if (!thread.Space.TryReadUInt64(address + (ulong)word * 8, out ulong bits))
                    return false;
                int valid = _count - word * 64;
                _wanted[kind * Words + word] = valid >= 64 ? bits : bits & ((1UL << valid) - 1);
            }
            return true;
        }

        public bool TryWrite(Thread thread, int kind, ulong address)
        {
            if (address == 0)
                return true;
            for (int word = 0; word < Words; word++)
            {
                if (!thread.Space.TryWriteUInt64(address + (ulong)word * 8, _found[kind * Words + word]))
                    return false;
            }
            return true;
        }
    }
}
