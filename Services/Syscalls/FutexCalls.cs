using Ostd.Timers;
using Services.Futexes;
using Services.Linux;
using Services.Processes;
using Services.Time;

namespace Services.Syscalls;

/// <summary>futex and the robust list.</summary>
internal static class FutexCalls
{
    private const int WAIT = 0, WAKE = 1, REQUEUE = 3, CMP_REQUEUE = 4, WAKE_OP = 5, WAIT_BITSET = 9, WAKE_BITSET = 10;
    private const int PrivateFlag = 128, RealtimeFlag = 256;

    public static void Register(SyscallTable table)
    {
        table.Set("futex", static (t, a) => Futex(t, a.A0, a.Int1, a.UInt2, a.A3, a.A4, a.UInt5));
        table.Set("set_robust_list", static (t, a) => SetRobustList(t, a.A0, a.A1));
        table.Set("get_robust_list", static (t, a) => GetRobustList(t, a.Int0, a.A1, a.A2));
    }

    private static long Futex(Thread thread, ulong address, int operation, uint value, ulong timeout, ulong address2, uint value3)
    {
        FutexTable futexes = LinuxKernel.Current.Futexes;
        bool isPrivate = (operation & PrivateFlag) != 0;
        bool isRealtime = (operation & RealtimeFlag) != 0;
        int command = operation & ~(PrivateFlag | RealtimeFlag);
        if (isRealtime && command is not (WAIT or WAIT_BITSET))
            return Errno.ENOSYS.Negate();
        switch (command)
        {
            case WAIT:
                return Wait(thread, address, isPrivate, value, FutexTable.AllBits, timeout, isAbsolute: false, isRealtime: false);
            case WAIT_BITSET:
                return Wait(thread, address, isPrivate, value, value3, timeout, isAbsolute: true, isRealtime);
            case WAKE:
                return futexes.Wake(thread.Space, address, isPrivate, AtLeastOne(value));
            case WAKE_BITSET:
                return value3 == 0 ? Errno.EINVAL.Negate() : futexes.Wake(thread.Space, address, isPrivate, AtLeastOne(value), value3);
            case REQUEUE:
                return futexes.Requeue(thread.Space, address, address2, isPrivate, (int)value, (int)timeout, expected: null);
            case CMP_REQUEUE:
                return futexes.Requeue(thread.Space, address, address2, isPrivate, (int)value, (int)timeout, value3);
            case WAKE_OP:
                return futexes.WakeOp(thread.Space, address, address2, isPrivate, AtLeastOne(value), AtLeastOne((uint)timeout), new FutexOperation(value3));
            default:
                // Priority inheritance needs a scheduler that knows of it.
                return Errno.ENOSYS.Negate();
        }
    }

    /// <summary>Linux wakes one waiter even for counts below one.</summary>
    private static int AtLeastOne(uint count) => (int)count < 1 ? 1 : (int)count;

    private static long Wait(Thread thread, ulong address, bool isPrivate, uint expected, uint bits, ulong timeoutAddress, bool isAbsolute, bool isRealtime)
    {
        if (bits == 0)
            return Errno.EINVAL.Negate();
        ulong? deadline = null;
        if (timeoutAddress != 0)
        {
            Errno error = TimeSpec.Read(thread.Space, timeoutAddress, out TimeSpec timeout);
            if (error != Errno.OK)
                return error.Negate();
            ulong now = Clock.MonotonicNs;
            deadline = !isAbsolute ? timeout.DeadlineFrom(now) : isRealtime ? LinuxKernel.Current.WallClock.ToMonotonic(timeout.TotalNs) : timeout.TotalNs;
        }

        FutexTable futexes = LinuxKernel.Current.Futexes;
        Errno result = futexes.Wait(thread, address, isPrivate, expected, bits, deadline);
        if (result != Errno.ERESTARTSYS || deadline is null || isAbsolute)
            return result.Negate();

        // A relative timeout goes on where it was, not anew.
        thread.RestartBlock = t => futexes.Wait(t, address, isPrivate, expected, bits, deadline) switch
        {
            Errno.ERESTARTSYS => Errno.ERESTART_RESTARTBLOCK.Negate(),
            var error => error.Negate(),
        };
        return Errno.ERESTART_RESTARTBLOCK.Negate();
    }

    private static long SetRobustList(Thread thread, ulong head, ulong length)
    {
        if (length != RobustList.HeadBytes)
            return Errno.EINVAL.Negate();
        thread.RobustListHead = head;
        return 0;
    }

    private static long GetRobustList(Thread thread, int tid, ulong headAddress, ulong lengthAddress)
    {
        Thread? target = thread;
        if (tid != 0)
        {
            using var guard = thread.Process.Table.Lock();
            target = thread.Process.Table.FindThreadLocked(tid);
        }

        if (target is null)
            return Errno.ESRCH.Negate();
        if (target.Process != thread.Process && !thread.Credentials.Has(Capability.CAP_SYS_PTRACE))
            return Errno.EPERM.Negate();
        bool written = thread.Space.TryWriteUInt64(lengthAddress, RobustList.HeadBytes) && thread.Space.TryWriteUInt64(headAddress, target.RobustListHead);
        return written ? 0 : Errno.EFAULT.Negate();
    }
}
