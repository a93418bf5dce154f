using System;

namespace Ostd.Model;

/// <summary>What a memory access of a model CPU is.</summary>
[Flags]
internal enum Access
{
    Read = 0,
    Write = 2,

    /// <summary>From ring 3. The kernel's own accesses, user copies included, are without.</summary>
    User = 4,
    Execute = 16,

    /// <summary>By the kernel's user copies, which open a window to user memory where the CPU guards it.</summary>
    UserCopy = 32,
}
