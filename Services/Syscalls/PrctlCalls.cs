using System;
using Ostd.UserSpace;
using Services.Linux;
using Services.Processes;
using Services.Signals;

namespace Services.Syscalls;

/// <summary>prctl and arch_prctl.</summary>
internal static class PrctlCalls
{
    private const int PR_SET_PDEATHSIG = 1, PR_GET_PDEATHSIG = 2, PR_GET_DUMPABLE = 3, PR_SET_DUMPABLE = 4, PR_GET_KEEPCAPS = 7, PR_SET_KEEPCAPS = 8, PR_SET_NAME = 15, PR_GET_NAME = 16,
        PR_GET_SECCOMP = 21, PR_CAPBSET_READ = 23, PR_CAPBSET_DROP = 24, PR_SET_TIMERSLACK = 29, PR_GET_TIMERSLACK = 30, PR_SET_CHILD_SUBREAPER = 36, PR_GET_CHILD_SUBREAPER = 37,
        PR_SET_NO_NEW_PRIVS = 38, PR_GET_NO_NEW_PRIVS = 39, PR_CAP_AMBIENT = 47;

    private const int ARCH_SET_GS = 0x1001, ARCH_SET_FS = 0x1002, ARCH_GET_FS = 0x1003, ARCH_GET_GS = 0x1004;
    private const int PR_CAP_AMBIENT_IS_SET = 1, PR_CAP_AMBIENT_RAISE = 2, PR_CAP_AMBIENT_LOWER = 3, PR_CAP_AMBIENT_CLEAR_ALL = 4;
    private const long DefaultTimerSlackNs = 50_000;
    private const int NameBytes = Thread.MaxNameLength + 1;

    public static void Register(SyscallTable table)
    {
        table.Set("prctl", static (t, a) => Prctl(t, a.Int0, a.A1, a.A2));
        table.Set("arch_prctl", static (t, a) => ArchPrctl(t, a.Int0, a.A1));
    }

    private static long Prctl(Thread thread, int option, ulong argument, ulong argument2)
    {
        Process process = thread.Process;
        switch (option)
        {
            case PR_SET_NAME:
                return SetName(thread, argument);
            case PR_GET_NAME:
                return GetName(thread, argument);
            case PR_SET_PDEATHSIG:
                if (argument > SignalActions.SignalCount)
                    return Errno.EINVAL.Negate();
                process.ParentDeathSignal = (Signal)argument;
                return 0;
            case PR_GET_PDEATHSIG:
                return thread.Space.TryWriteInt32(argument, (int)process.ParentDeathSignal) ? 0 : Errno.EFAULT.Negate();
            case PR_SET_CHILD_SUBREAPER:
                process.IsSubreaper = argument != 0;
                return 0;
            case PR_GET_CHILD_SUBREAPER:
                return thread.Space.TryWriteInt32(argument, process.IsSubreaper ? 1 : 0) ? 0 : Errno.EFAULT.Negate();
            case PR_GET_DUMPABLE:
                return process.IsDumpable ? 1 : 0;
            case PR_SET_DUMPABLE:
                if (argument > 1)
                    return Errno.EINVAL.Negate();
                process.IsDumpable = argument == 1;
                return 0;
            case PR_GET_KEEPCAPS:
                return thread.KeepsCapabilities ? 1 : 0;
            case PR_SET_KEEPCAPS:
                if (argument > 1)
                    return Errno.EINVAL.Negate();
                thread.KeepsCapabilities = argument == 1;
                return 0;
            case PR_CAPBSET_READ:
                return argument >= CapabilitySet.Count ? Errno.EINVAL.Negate() : thread.Credentials.Bounding.Contains((Capability)argument) ? 1 : 0;
            case PR_CAPBSET_DROP:
                return DropBounding(thread, argument);
            case PR_CAP_AMBIENT:
                return Ambient(thread, (int)argument, argument2);
            case PR_SET_NO_NEW_PRIVS:
                if (argument != 1)
                    return Errno.EINVAL.Negate();
                process.HasNoNewPrivileges = true;
                return 0;
            case PR_GET_NO_NEW_PRIVS:
                return process.HasNoNewPrivileges ? 1 : 0;
            case PR_GET_SECCOMP:
                return 0;
            case PR_SET_TIMERSLACK:
                return 0;
            case PR_GET_TIMERSLACK:
                return DefaultTimerSlackNs;
            default:
                return Errno.EINVAL.Negate();
        }
    }

    private static long SetName(Thread thread, ulong address)
    {
        Span<byte> name = stackalloc byte[Thread.MaxNameLength];
        Errno error = thread.Space.ReadCString(address, name, out int length);
        if (error == Errno.EFAULT)
            return error.Negate();

        // Longer ones are cut off.
        thread.Name = ByteText.ToString(name[..length]);
        return 0;
    }

    private static long GetName(Thread thread, ulong address)
    {
        Span<byte> name = stackalloc byte[NameBytes];
        name.Clear();
        ByteText.ToBytes(thread.Name).CopyTo(name);
        return thread.Space.TryWrite(address, name) ? 0 : Errno.EFAULT.Negate();
    }

    private static long DropBounding(Thread thread, ulong capability)
    {
        if (!thread.Credentials.Has(Capability.CAP_SETPCAP))
            return Errno.EPERM.Negate();
        if (capability >= CapabilitySet.Count)
            return Errno.EINVAL.Negate();
        Credentials old = thread.Credentials;
        thread.Credentials = old with { Bounding = old.Bounding & ~new CapabilitySet(1UL << (int)capability) };
        return 0;
    }

    private static long Ambient(Thread thread, int operation, ulong capability)
    {
        Credentials old = thread.Credentials;
        if (operation == PR_CAP_AMBIENT_CLEAR_ALL)
        {
            thread.Credentials = old with { Ambient = default };
            return 0;
        }

        if (capability >= CapabilitySet.Count)
            return Errno.EINVAL.Negate();
        var one = new CapabilitySet(1UL << (int)capability);
        switch (operation)
        {
            case PR_CAP_AMBIENT_IS_SET:
                return old.Ambient.Contains((Capability)capability) ? 1 : 0;
            case PR_CAP_AMBIENT_RAISE:
                if ((old.Permitted & old.Inheritable & one) == default)
                    return Errno.EPERM.Negate();
                thread.Credentials = old with { Ambient = old.Ambient | one };
                return 0;
            case PR_CAP_AMBIENT_LOWER:
                thread.Credentials = old with { Ambient = old.Ambient & ~one };
                return 0;
            default:
                return Errno.EINVAL.Negate();
        }
    }

    private static long ArchPrctl(Thread thread, int option, ulong argument)
    {
        switch (option)
        {
            case ARCH_SET_FS:
                if (argument >= VmSpace.UserEnd)
                    return Errno.EPERM.Negate();
                thread.Context.FsBase = argument;
                return 0;
            case ARCH_SET_GS:
                if (argument >= VmSpace.UserEnd)
                    return Errno.EPERM.Negate();
                thread.Context.GsBase = argument;
                return 0;
            case ARCH_GET_FS:
                return thread.Space.TryWriteUInt64(argument, thread.Context.FsBase) ? 0 : Errno.EFAULT.Negate();
            case ARCH_GET_GS:
                return thread.Space.TryWriteUInt64(argument, thread.Context.GsBase) ? 0 : Errno.EFAULT.Negate();
            default:
                return Errno.EINVAL.Negate();
        }
    }
}
