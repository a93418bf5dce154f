namespace Ostd.Seam;

/// <summary>
/// Selectors of the segments that a machine's descriptor table has, in the order that SYSCALL and SYSRET expect: kernel data behind kernel code; user data behind
/// the slot for 32-bit user code, which is empty, and user code behind that. Linux has the same numbers, which programs can see. kernel/Boot/layout.inc has them for the stubs.
/// </summary>
internal static class Selectors
{
    internal const ushort KernelCode = 0x10, KernelData = 0x18, UserCode32 = 0x20, UserData = 0x28, UserCode = 0x30, TaskState = 0x40;
}
