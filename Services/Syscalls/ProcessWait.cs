using System;
using System.Buffers.Binary;
using Services.Linux;
using Services.Processes;
using Services.Signals;
using Services.Time;

namespace Services.Syscalls;

/// <summary>wait4 and waitid.</summary>
internal static class ProcessWait
{
    private const int P_ALL = 0, P_PID = 1, P_PGID = 2;

    public static void Register(SyscallTable table)
    {
        table.Set("wait4", static (t, a) => Wait4(t, a.Int0, a.A1, (WaitOptions)a.UInt2, a.A3));
        table.Set("waitid", static (t, a) => WaitId(t, a.Int0, a.Int1, a.A2, (WaitOptions)a.UInt3, a.A4));
    }

    private static long Wait4(Thread thread, int pid, ulong statusAddress, WaitOptions options, ulong usageAddress)
    {
        if ((options & ~WaitOptions.Wait4) != 0)
            return Errno.EINVAL.Negate();
        if (pid == int.MinValue)
            return Errno.ESRCH.Negate();
        (WaitKind kind, int id) = pid switch
        {
            -1 => (WaitKind.Any, 0),
            0 => (WaitKind.Group, thread.Process.Group.Id),
            < 0 => (WaitKind.Group, -pid),
            _ => (WaitKind.Process, pid),
        };
        Errno error = new ChildWait(thread.Process, kind, id, options | WaitOptions.Exited).Run(thread, out WaitFinding found);
        if (error != Errno.OK || found.Pid == 0)
            return error.Negate();
        if (statusAddress != 0 && !thread.Space.TryWriteInt32(statusAddress, found.Status))
            return Errno.EFAULT.Negate();
        if (usageAddress != 0 && !ResourceUsage.TryWrite(thread.Space, usageAddress, found.Times))
            return Errno.EFAULT.Negate();
        return found.Pid;
    }

    private static long WaitId(Thread thread, int idType, int id, ulong infoAddress, WaitOptions options, ulong usageAddress)
    {
        if ((options & ~WaitOptions.WaitId) != 0 || (options & (WaitOptions.Exited | WaitOptions.Stopped | WaitOptions.Continued)) == 0)
            return Errno.EINVAL.Negate();
        WaitKind kind;
        switch (idType)
        {
            case P_ALL:
                kind = WaitKind.Any;
                break;
            case P_PID when id > 0:
                kind = WaitKind.Process;
                break;
            case P_PGID when id >= 0:
                kind = WaitKind.Group;
                id = id == 0 ? thread.Process.Group.Id : id;
                break;
            default:
                return Errno.EINVAL.Negate();
        }

        Errno error = new ChildWait(thread.Process, kind, id, options).Run(thread, out WaitFinding found);
        if (error != Errno.OK)
            return error.Negate();
        if (infoAddress != 0 && !TryWriteInfo(thread, infoAddress, found))
            return Errno.EFAULT.Negate();
        if (found.Pid != 0 && usageAddress != 0 && !ResourceUsage.TryWrite(thread.Space, usageAddress, found.Times))
            return Errno.EFAULT.Negate();
        return 0;
    }

    /// <summary>Writes the six words that Linux writes; zeros when nothing was found.</summary>
    private static bool TryWriteInfo(Thread thread, ulong address, WaitFinding found)
    {
        Span<byte> info = stackalloc byte[SigInfo.SizeBytes];
        info.Clear();
        if (found.Pid != 0)
        {
            (int code, int status) = WaitStatus.ForSigInfo(found.Status);
            SigInfo.Child(code, found.Pid, found.Uid, status, 0, 0).WriteTo(info);
        }

        // Up to si_status; what follows is left as it was.
        return thread.Space.TryWrite(address, info[..28]);
    }
}
