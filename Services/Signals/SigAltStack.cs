using Services.Linux;
using Services.Processes;

namespace Services.Signals;

/// <summary>Setting the alternate signal stack.</summary>
internal static class SigAltStack
{
    /// <summary>sigaltstack(2): EPERM while running on it, EINVAL for unknown flags, ENOMEM when too small.</summary>
    public static Errno Set(Thread thread, AlternateStack stack)
    {
        if (thread.AlternateStack.Exists && thread.AlternateStack.Contains(thread.Context.Rsp))
            return Errno.EPERM;
        int mode = stack.Flags & ~AlternateStack.SS_AUTODISARM;
        if (mode is not (0 or AlternateStack.SS_ONSTACK or AlternateStack.SS_DISABLE))
            return Errno.EINVAL;
        if (mode == AlternateStack.SS_DISABLE)
        {
            thread.AlternateStack = default;
            return Errno.OK;
        }

        if (stack.Size < AlternateStack.MinSize)
            return Errno.ENOMEM;
        thread.AlternateStack = stack with { Flags = stack.Flags & AlternateStack.SS_AUTODISARM };
        return Errno.OK;
    }

    /// <summary>At rt_sigreturn, where mistakes of the program are nobody's concern.</summary>
    public static void Restore(Thread thread, AlternateStack stack) => Set(thread, stack);
}
