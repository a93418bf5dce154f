using System;
using System.Collections.Generic;
using Ostd.Seam;
using Ostd.User;

namespace Ostd.Model;

/// <summary>User mode.</summary>
internal sealed partial class ModelMachine
{
    private const ulong InterruptEnable = 1 << 9;
    private const ulong UserFlags = 0x250fd7; // the flags that exist, but for IOPL, NT, VM, VIF, VIP

    private readonly List<Action<UserCpu>> _scripts = [];

    /// <summary>Machine code of one instruction that calls <paramref name="script"/>.</summary>
    internal byte[] Script(Action<UserCpu> script)
    {
        _scripts.Add(script);
        int number = _scripts.Count - 1;
        return [UserCpu.Script, (byte)number, (byte)(number >> 8), (byte)(number >> 16), (byte)(number >> 24)];
    }

    internal Action<UserCpu> ScriptAt(int number) => (uint)number < (uint)_scripts.Count ? _scripts[number] : throw new UserTrap(CpuException.InvalidOpcode);

    public override TrapInfo EnterUser(UserState state)
    {
        Tell(o => o.OnUserEntry(_current, state));
        Check(state);
        ModelCpu cpu = Cpu; // the task cannot leave it while it is in user mode
        cpu.User.Registers = state.Registers;
        cpu.InUserMode = true;
        TrapInfo trap = RunUser(cpu);
        cpu.InUserMode = false;
        state.Registers = cpu.User.Registers;
        return trap;
    }

    /// <summary>Ring 3 until the next trap. The interrupt flag of the model's CPU stays off: an interrupt ends user mode instead of being handled on top of it.</summary>
    private TrapInfo RunUser(ModelCpu cpu)
    {
        while (true)
        {
            bool interrupted = _exploring && Visible(s_user);
            if (!_exploring)
                Step();
            if (_exploring ? interrupted : cpu.Apic.HasDeliverable)
            {
                int vector = cpu.Apic.Take();
                Tell(o => o.OnInterruptFromUser(_current, vector));
                return new TrapInfo { Vector = vector };
            }
            try
            {
                if (cpu.User.Step())
                    return new TrapInfo { Vector = TrapInfo.SyscallVector };
            }
            catch (UserTrap trap)
            {
                if (trap.Vector == CpuException.Breakpoint)
                    cpu.User.Rip = trap.Address; // a trap, not a fault: it is reported after the instruction
                return new TrapInfo { Vector = trap.Vector, ErrorCode = trap.ErrorCode, FaultAddress = trap.Vector == CpuException.PageFault ? trap.Address : 0 };
            }
        }
    }

    private static readonly PendingStep s_user = new(StepKind.Local, 0, "user instruction", IsUser: true);

    internal byte ReadUser8(ulong paddr)
    {
        if (!Memory.IsRam(paddr, 1))
            return 0xff; // device memory that was mapped to users: none that the model simulates
        TellOfAccess(paddr, 1, isWrite: false, by: Accessor.UserProgram);
        return Memory.Read8(paddr);
    }

    internal void WriteUser8(ulong paddr, byte value)
    {
        if (!Memory.IsRam(paddr, 1))
            return;
        TellOfAccess(paddr, 1, isWrite: true, by: Accessor.UserProgram);
        Memory.Write8(paddr, value);
    }

    // Not 0, so that nobody takes the array for the area.
    public override int ExtendedAreaOffset(UserState state) => 16;

    public override void SaveExtendedState(UserState state) => Cpu.ExtendedState.CopyTo(Area(state));

    public override void RestoreExtendedState(UserState state)
    {
        // XRSTOR faults on a header with unknown features or reserved bits, in the kernel: nothing may bring it that far.
        Span<byte> area = Area(state);
        ReadOnlySpan<byte> header = area.Slice(512, 64);
        if ((BitConverter.ToUInt32(area[24..]) & 0xffff_0000) != 0 || (header[0] & ~7) != 0 || header[1..].IndexOfAnyExcept((byte)0) >= 0)
            throw new ModelViolationException("Malformed extended state was restored: a fault in the kernel.");
        area.CopyTo(Cpu.ExtendedState);
    }

    private Span<byte> Area(UserState state) => state.Extended.AsSpan(ExtendedAreaOffset(state), ExtendedStateSize);

    /// <summary>What would give user code power over the kernel, or fault on the way to it.</summary>
    private void Check(UserState state)
    {
        ref UserRegisters registers = ref state.Registers;
        if (Cpu.InterruptFlag)
            throw new ModelViolationException("User mode was entered with interrupts enabled in the kernel.");
        if ((registers.Rflags & InterruptEnable) == 0)
            throw new ModelViolationException("User mode was entered with interrupts disabled.");
        if ((registers.Rflags & ~UserFlags) != 0)
            throw new ModelViolationException($"User mode was entered with flags {registers.Rflags:x}.");
        if (registers.Rip >> 47 != 0)
            throw new ModelViolationException($"User mode was entered at {registers.Rip:x}.");
        if (!IsCanonical(registers.FsBase) || !IsCanonical(registers.GsBase))
            throw new ModelViolationException("User mode was entered with a segment base that is not canonical.");
        if ((BitConverter.ToUInt32(state.Sse, 256) & 0xffff_0000) != 0)
            throw new ModelViolationException("User mode was entered with reserved bits set in mxcsr.");
    }

    private static bool IsCanonical(ulong address) => (ulong)((long)address << 16 >> 16) == address;
}
