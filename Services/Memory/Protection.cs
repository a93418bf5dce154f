using System;
using Ostd.UserSpace;

namespace Services.Memory;

/// <summary>What user code may do with pages: PROT_*.</summary>
[Flags]
public enum Protection
{
    None = 0, Read = 1, Write = 2, Execute = 4,

    All = Read | Write | Execute,

    /// <summary>For mprotect: extend the change to the end of a growing mapping. Not kept.</summary>
    GrowsDown = 0x01000000, GrowsUp = 0x02000000,
}

internal static class ProtectionExtensions
{
    /// <summary>As page flags. x86-64 has no write-only or execute-only pages: whatever is accessible is readable.</summary>
    public static PageFlags ToPageFlags(this Protection protection)
    {
        if ((protection & Protection.All) == 0)
            return PageFlags.None;
        PageFlags flags = PageFlags.Read;
        if ((protection & Protection.Write) != 0)
            flags |= PageFlags.Write;
        if ((protection & Protection.Execute) != 0)
            flags |= PageFlags.Execute;
        return flags;
    }
}
