using Services.Linux;

namespace Services.Processes;

/// <summary>A system call that just returned, for the decision whether to restart it.</summary>
internal readonly record struct SyscallOutcome(ulong Number, long Result)
{
    /// <summary>No call returned: an exception or an interrupt ended user mode, or the call replaced the registers.</summary>
    public static SyscallOutcome None => default;

    public bool IsRestart => Result is -(long)Errno.ERESTARTSYS or -(long)Errno.ERESTARTNOINTR or -(long)Errno.ERESTARTNOHAND or
        -(long)Errno.ERESTART_RESTARTBLOCK;
}
