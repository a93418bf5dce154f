using Services.Linux;
using Services.Processes;
using Services.Signals;

namespace Services.Syscalls;

/// <summary>The signal mask that ppoll and pselect6 put in place while they wait.</summary>
internal static class TemporaryMask
{
    public static Errno Set(Thread thread, ulong address, ulong size)
    {
        if (address == 0)
            return Errno.OK;
        Errno error = SignalSets.Read(thread, address, size, out SignalSet mask);
        if (error == Errno.OK)
            thread.SetTemporaryMask(mask);
        return error;
    }

    /// <summary>Interrupted: the handler runs under the temporary mask, and its return puts the old one back. Else it goes back now.</summary>
    public static long Finish(Thread thread, long result)
    {
        if (result == Errno.EINTR.Negate())
            return Errno.ERESTARTNOHAND.Negate();
        thread.RestoreTemporaryMask();
        return result;
    }
}
