using Services.Linux;
using Services.Processes;
using Services.Signals;

namespace Services.Syscalls;

/// <summary>Reading the signal sets that calls take with their size.</summary>
public static class SignalSets
{
    /// <summary>The only size of sigset_t that is accepted.</summary>
    public const ulong SizeBytes = 8;

    /// <summary>EINVAL for another size, EFAULT for bad memory.</summary>
    public static Errno Read(Thread thread, ulong address, ulong size, out SignalSet set)
    {
        set = default;
        if (size != SizeBytes)
            return Errno.EINVAL;
        if (!thread.Space.TryReadUInt64(address, out ulong bits))
            return Errno.EFAULT;
        set = new SignalSet(bits);
        return Errno.OK;
    }
}
