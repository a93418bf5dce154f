using System;
using System.Buffers.Binary;
using Ostd.Sync;
using Ostd.Timers;
using Services.Linux;
using Services.Processes;
using Services.Signals;
using Services.Time;

namespace Services.Syscalls;

/// <summary>Waiting for signals, and looking at those that wait.</summary>
internal static class SignalWaitCalls
{
    public static void Register(SyscallTable table)
    {
        table.Set("rt_sigpending", static (t, a) => SigPending(t, a.A0, a.A1));
        table.Set("rt_sigsuspend", static (t, a) => SigSuspend(t, a.A0, a.A1));
        table.Set("rt_sigtimedwait", static (t, a) => SigTimedWait(t, a.A0, a.A1, a.A2, a.A3));
        table.Set("pause", static (t, _) => Pause(t));
    }

    private static long SigPending(Thread thread, ulong address, ulong size)
    {
        if (size > SignalSets.SizeBytes)
            return Errno.EINVAL.Negate();
        SignalSet waiting = (thread.Pending.Set | thread.Process.SharedPending.Set) & thread.Blocked;
        Span<byte> raw = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(raw, waiting.Bits);
        return thread.Space.TryWrite(address, raw[..(int)size]) ? 0 : Errno.EFAULT.Negate();
    }

    private static long SigSuspend(Thread thread, ulong address, ulong size)
    {
        Errno error = SignalSets.Read(thread, address, size, out SignalSet mask);
        if (error != Errno.OK)
            return error.Negate();
        thread.SetTemporaryMask(mask);
        thread.SleepInterruptible(null);
        return Errno.ERESTARTNOHAND.Negate();
    }

    private static long Pause(Thread thread)
    {
        thread.SleepInterruptible(null);
        return Errno.ERESTARTNOHAND.Negate();
    }

    private static long SigTimedWait(Thread thread, ulong setAddress, ulong infoAddress, ulong timeoutAddress, ulong size)
    {
        Errno error = SignalSets.Read(thread, setAddress, size, out SignalSet wanted);
        if (error != Errno.OK)
            return error.Negate();
        ulong? deadline = null;
        if (timeoutAddress != 0)
        {
            if ((error = TimeSpec.Read(thread.Space, timeoutAddress, out TimeSpec timeout)) != Errno.OK)
                return error.Negate();
            deadline = timeout.DeadlineFrom(Clock.MonotonicNs);
        }

        Signal signal = WaitFor(thread, wanted & ~SignalSet.Unblockable, deadline, out SigInfo info);
        if (signal == Signal.None)
            return (thread.IsInterrupted ? Errno.EINTR : Errno.EAGAIN).Negate();
        if (infoAddress != 0)
        {
            Span<byte> raw = stackalloc byte[SigInfo.SizeBytes];
            info.WriteTo(raw);
            if (!thread.Space.TryWrite(infoAddress, raw))
                return Errno.EFAULT.Negate();
        }

        return (long)signal;
    }

    /// <summary>Takes one of the wanted signals. While waiting they wake the thread although they are blocked.</summary>
    private static Signal WaitFor(Thread thread, SignalSet wanted, ulong? deadline, out SigInfo info)
    {
        thread.Awaited = wanted;
        try
        {
            bool inTime = true;
            while (true)
            {
                Signal signal = thread.TakeSignal(~wanted, out info);
                if (signal != Signal.None || !inTime || thread.IsInterrupted)
                    return signal;
                inTime = thread.WaitForWake(deadline);
            }
        }
        finally
        {
            thread.Awaited = SignalSet.Empty;
        }
    }
}
