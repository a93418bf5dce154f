using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using Ostd.Seam;

namespace Metal;

// User mode and access to user memory: kernel/Boot/user.S and usercopy.S.
internal sealed unsafe partial class MetalMachine
{
    /// <summary>The area of XSAVE must be aligned to this.</summary>
    private const ulong ExtendedAlignment = 64;

    /// <summary>The low halves of the vector registers are kept in the state itself, at every entry. Components that XCR0 does not have are left out by the CPU.</summary>
    private const ulong SseComponent = 2;

    public override TrapInfo EnterUser(UserState state)
    {
        TrapInfo trap;
        fixed (UserRegisters* registers = &state.Registers)
        fixed (byte* sse = state.Sse)
        {
            StackReserve.CloseIfAbove((ulong)&trap);
            Enter(registers, sse, &trap);
        }

        return trap;
    }

    public override ulong SystemCallStub => SyscallEntry();

    public override int ExtendedAreaOffset(UserState state)
    {
        fixed (byte* area = state.Extended)
            return (int)(Align(area) - area);
    }

    public override void SaveExtendedState(UserState state)
    {
        fixed (byte* area = state.Extended)
            Instructions.SaveExtended(Align(area), ~SseComponent);
    }

    public override void RestoreExtendedState(UserState state)
    {
        fixed (byte* area = state.Extended)
            Instructions.RestoreExtended(Align(area), ~SseComponent);
    }

    public override int CopyFromUser(ulong uaddr, Span<byte> destination)
    {
        fixed (byte* to = destination)
            return (int)CopyUser(to, (byte*)uaddr, (nuint)destination.Length);
    }

    public override int CopyToUser(ulong uaddr, ReadOnlySpan<byte> source)
    {
        fixed (byte* from = source)
            return (int)CopyUser((byte*)uaddr, from, (nuint)source.Length);
    }

    public override int CopyUserToPhys(ulong uaddr, ulong paddr, int length) =>
        (int)CopyUser(AddressSpace.Linear(paddr), (byte*)uaddr, (nuint)length);

    public override int CopyPhysToUser(ulong paddr, ulong uaddr, int length) =>
        (int)CopyUser((byte*)uaddr, AddressSpace.Linear(paddr), (nuint)length);

    public override int FillUser(ulong uaddr, byte value, int length) => (int)FillUser((byte*)uaddr, value, (nuint)length);

    public override bool TryCompareExchangeUser32(ulong uaddr, uint value, uint comparand, out uint old)
    {
        fixed (uint* result = &old)
            return CompareExchangeUser((uint*)uaddr, value, comparand, result) != 0;
    }

    // Objects do not move, so the same array always gives the same area.
    private static byte* Align(byte* area) => (byte*)(((ulong)area + ExtendedAlignment - 1) & ~(ExtendedAlignment - 1));

    [RuntimeImport("*", "user_enter"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Enter(UserRegisters* registers, byte* sse, TrapInfo* trap);

    [RuntimeImport("*", "syscall_entry_address"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong SyscallEntry();

    [RuntimeImport("*", "user_copy"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern nuint CopyUser(byte* destination, byte* source, nuint length);

    [RuntimeImport("*", "user_fill"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern nuint FillUser(byte* destination, byte value, nuint length);

    [RuntimeImport("*", "user_compare_exchange"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern int CompareExchangeUser(uint* address, uint value, uint comparand, uint* old);
}
