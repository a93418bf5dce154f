using System;
using Services.Linux;
using Services.Signals;

namespace Services.Processes;

/// <summary>What clone and clone3 share and set up, by their numbers.</summary>
[Flags]
public enum CloneFlags : ulong
{
    None = 0,
    VM = 0x100, FS = 0x200, FILES = 0x400, SIGHAND = 0x800, PIDFD = 0x1000, PTRACE = 0x2000, VFORK = 0x4000, PARENT = 0x8000, THREAD = 0x10000,
    NEWNS = 0x20000, SYSVSEM = 0x40000, SETTLS = 0x80000, PARENT_SETTID = 0x100000, CHILD_CLEARTID = 0x200000, DETACHED = 0x400000,
    UNTRACED = 0x800000, CHILD_SETTID = 0x1000000, NEWCGROUP = 0x2000000, NEWUTS = 0x4000000, NEWIPC = 0x8000000, NEWUSER = 0x10000000,
    NEWPID = 0x20000000, NEWNET = 0x40000000, IO = 0x80000000, CLEAR_SIGHAND = 0x1_0000_0000, INTO_CGROUP = 0x2_0000_0000, NEWTIME = 0x80,

    /// <summary>Namespaces: there is only the first of each.</summary>
    Namespaces = NEWNS | NEWCGROUP | NEWUTS | NEWIPC | NEWUSER | NEWPID | NEWNET | NEWTIME,

    /// <summary>Accepted; those of them that mean nothing here are ignored, as on Linux without what they refer to.</summary>
    Supported = VM | FS | FILES | SIGHAND | PTRACE | VFORK | PARENT | THREAD | SYSVSEM | SETTLS | PARENT_SETTID | CHILD_CLEARTID | DETACHED | UNTRACED |
        CHILD_SETTID | IO | CLEAR_SIGHAND,
}

/// <summary>The arguments of clone in the order-free form that all its variants are brought into.</summary>
public readonly record struct CloneArgs(
    CloneFlags Flags, Signal ExitSignal, ulong Stack = 0, ulong Tls = 0, ulong ParentTid = 0, ulong ChildTid = 0)
{
    public static CloneArgs Fork => new(CloneFlags.None, Signal.SIGCHLD);
    public static CloneArgs Vfork => new(CloneFlags.VFORK | CloneFlags.VM, Signal.SIGCHLD);

    public bool Has(CloneFlags flag) => (Flags & flag) != 0;

    /// <summary>OK, or EINVAL for combinations that make no sense or that are not supported.</summary>
    public Errno Validate()
    {
        if ((Flags & ~CloneFlags.Supported) != 0)
            return Errno.EINVAL;
        if (Has(CloneFlags.THREAD) && !Has(CloneFlags.SIGHAND) || Has(CloneFlags.SIGHAND) && !Has(CloneFlags.VM))
            return Errno.EINVAL;
        if (Has(CloneFlags.SIGHAND) && Has(CloneFlags.CLEAR_SIGHAND))
            return Errno.EINVAL;

        // Files and directories belong to the process here, so its threads always share them.
        if (Has(CloneFlags.THREAD) && !(Has(CloneFlags.FILES) && Has(CloneFlags.FS)))
            return Errno.EINVAL;
        return (uint)ExitSignal > (uint)Signal.SIGRTMAX ? Errno.EINVAL : Errno.OK;
    }
}
