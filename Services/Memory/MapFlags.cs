using System;

namespace Services.Memory;

/// <summary>MAP_* flags of mmap.</summary>
[Flags]
public enum MapFlags : uint
{
    None = 0, Shared = 1, Private = 2, SharedValidate = 3, TypeMask = 0xf, Fixed = 0x10, Anonymous = 0x20, Low32Bit = 0x40, GrowsDown = 0x100,
    DenyWrite = 0x800, Executable = 0x1000, Locked = 0x2000, NoReserve = 0x4000, Populate = 0x8000, NonBlock = 0x10000, Stack = 0x20000,
    HugePages = 0x40000, Sync = 0x80000, FixedNoReplace = 0x100000, Uninitialized = 0x4000000,

    /// <summary>All that MAP_SHARED_VALIDATE accepts.</summary>
    Known = TypeMask | Fixed | Anonymous | Low32Bit | GrowsDown | DenyWrite | Executable | Locked | NoReserve | Populate | NonBlock | Stack | FixedNoReplace |
        Uninitialized,
}
