using System.Collections.Generic;

namespace Verification.Mutants;

/// <summary>Bugs in the only code that touches user memory.</summary>
internal static class UserCopy
{
    public static IReadOnlyList<Mutant> All { get; } =
    [
        new("user-range-overflows", 5, "usercopy", "A length that wraps around passes the check of the user half.",
            "Ostd/UserSpace/VmSpace.cs",
            "private static bool IsInside(ulong address, ulong length) => address <= UserEnd && length <= UserEnd - address;",
            "private static bool IsInside(ulong address, ulong length) => address + length <= UserEnd;"),
        new("user-range-off-by-one-page", 5, "usercopy", "A copy reaches the page behind the user half.",
            "Ostd/UserSpace/VmSpace.cs",
            "private static bool IsInside(ulong address, ulong length) => address <= UserEnd && length <= UserEnd - address;",
            "private static bool IsInside(ulong address, ulong length) => address <= UserEnd && length <= UserEnd + 1 - address;"),
        new("copy-in-any-space", 5, "usercopy", "A copy for one space reads or writes whichever is active.",
            "Ostd/UserSpace/ByteCopy.cs",
            "private static bool IsReachable(object? owner) => owner is not VmSpace space || space.IsActive;",
            "private static bool IsReachable(object? owner) => owner is not VmSpace space || space is not null;"),
        new("exchange-misaligned", 5, "usercopy", "A compare-exchange crosses a page.",
            "Ostd/UserSpace/VmSpace.cs",
            "IsInside(address, sizeof(uint)) && (address & (sizeof(uint) - 1)) == 0 && IsActive",
            "IsInside(address, sizeof(uint)) && (address & 1) == 0 && IsActive"),
        new("exchange-in-any-space", 5, "usercopy", "A compare-exchange for one space changes whichever is active.",
            "Ostd/UserSpace/VmSpace.cs",
            "IsInside(address, sizeof(uint)) && (address & (sizeof(uint) - 1)) == 0 && IsActive",
            "IsInside(address, sizeof(uint)) && (address & (sizeof(uint) - 1)) == 0"),
        new("copy-goes-on-after-fault", 5, "usercopy", "A copy from user to user memory stores what it could not load.",
            "Ostd/UserSpace/ByteCopy.cs",
            "int stored = Root.Machine.CopyToUser(to + (ulong)done, bounce[..loaded]);",
            "int stored = Root.Machine.CopyToUser(to + (ulong)done, bounce[..part]);"),
        new("read-half-counts-as-whole", 5, "usercopy", "A read that faulted half-way counts as done.",
            "Ostd/UserSpace/VmReader.cs",
            "if (_remaining < destination.Length || ByteCopy.Load(in this, destination) < destination.Length)",
            "if (_remaining < destination.Length || ByteCopy.Load(in this, destination) < 0)"),
        new("reader-skips-past-end", 5, "usercopy", "A reader can be moved beyond its range.",
            "Ostd/UserSpace/VmReader.cs",
            "if (length < 0 || length > _remaining)",
            "if (length < 0)"),
        new("fault-resolved-in-atomic-mode", 5, "usercopy", "A page fault is resolved, which may sleep, while a guard is held.",
            "Ostd/Traps/KernelFault.cs",
            "if (task.PreemptCount != 0 || task.Cpu.IrqGuards != 0 || task.Cpu.InterruptDepth != 0)",
            "if (task.Cpu.InterruptDepth != 0)"),
    ];
}
