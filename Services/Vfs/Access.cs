using System;
using Services.Linux;
using Services.Processes;

namespace Services.Vfs;

/// <summary>What somebody wants to do with a file; numbered as in access(2).</summary>
[Flags]
public enum AccessMask
{
    None = 0, Execute = 1, Write = 2, Read = 4,
}

/// <summary>Who may do what with a file.</summary>
public static class Access
{
    /// <summary>EACCES when the permission bits and capabilities do not allow it.</summary>
    public static Errno Check(Inode inode, Credentials who, AccessMask wanted)
    {
        uint mode = inode.Mode;
        if (who.FileUid == inode.UserId)
            mode >>= 6;
        else if (who.IsInGroup(inode.GroupId))
            mode >>= 3;
        return (wanted & ~(AccessMask)(mode & 7)) == 0 || IsOverridden(inode, who, wanted) ? Errno.OK : Errno.EACCES;
    }

    /// <summary>Whether the caller may change what only the owner may: mode, times, sticky names.</summary>
    public static bool IsOwner(Inode inode, Credentials who) => who.FileUid == inode.UserId || who.Has(Capability.CAP_FOWNER);

    /// <summary>Whether a file may be removed from, or renamed in, a directory whose write permission is given (the sticky bit).</summary>
    public static bool MayRemove(Inode directory, Inode child, Credentials who) =>
        (directory.Mode & FileMode.Sticky) == 0 || who.FileUid == child.UserId || who.FileUid == directory.UserId || who.Has(Capability.CAP_FOWNER);

    private static bool IsOverridden(Inode inode, Credentials who, AccessMask wanted)
    {
        // Even root executes only what somebody may execute.
        bool executable = inode.IsDirectory || (inode.Mode & FileMode.AnyExecute) != 0;
        if (who.Has(Capability.CAP_DAC_OVERRIDE) && ((wanted & AccessMask.Execute) == 0 || executable))
            return true;
        AccessMask harmless = inode.IsDirectory ? AccessMask.Read | AccessMask.Execute : AccessMask.Read;
        return who.Has(Capability.CAP_DAC_READ_SEARCH) && (wanted & ~harmless) == 0;
    }
}
