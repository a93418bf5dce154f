using System;

namespace Services.Linux;

/// <summary>The O_* flags of open(2) on x86-64.</summary>
[Flags]
public enum OpenFlags : uint
{
    ReadOnly = 0, WriteOnly = 1, ReadWrite = 2, AccessMask = 3,
    Create = 0x40, Exclusive = 0x80, NoCtty = 0x100, Truncate = 0x200, Append = 0x400, NonBlock = 0x800,
    DataSync = 0x1000, Async = 0x2000, Direct = 0x4000, LargeFile = 0x8000, Directory = 0x10000, NoFollow = 0x20000, NoAccessTime = 0x40000,
    CloseOnExec = 0x80000, Sync = 0x101000, Path = 0x200000, TemporaryFile = 0x410000,

    /// <summary>What fcntl(F_SETFL) may change.</summary>
    Settable = Append | NonBlock | Async | Direct | NoAccessTime,

    /// <summary>What open acts upon once and F_GETFL does not report.</summary>
    OpenOnly = Create | Exclusive | NoCtty | Truncate | CloseOnExec,
}
