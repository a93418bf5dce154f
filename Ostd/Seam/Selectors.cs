namespace Ostd.Seam;

/// <summary>
/// Selectors of the segments that a machine's descriptor table has, in the order that SYSCALL and SYSRET expect: kernel data behind kernel code; user data behind
/// the slot for 32-bit user code, which is empty, and user code behind that. kernel/Boot/layout.inc has the same for the stubs.
/// </summary>
internal static class Selectors
{
    internal const ushort KernelCode = 0x08, KernelData = 0x10, UserCode32 = 0x18, UserData = 0x20, UserCode = 0x28;
}
