using System;
using System.Buffers.Binary;
using Ostd.Seam;
using Ostd.User;

namespace Ostd.Model;

/// <summary>
/// Ring 3 of the model: executes a small part of real x86-64 machine code, so that a test's user program is the same bytes here and on the
/// metal; and one instruction of its own, a call into C#, for programs that are easier said that way.
/// </summary>
/// <remarks>An instruction either completes or faults without effect, as on hardware.</remarks>
public sealed class UserCpu
{
    private readonly ModelMachine _machine;
    private readonly ModelCpu _cpu;
    private UserRegisters _registers;

    internal UserCpu(ModelMachine machine, ModelCpu cpu)
    {
        _machine = machine;
        _cpu = cpu;
    }

    internal UserRegisters Registers { get => _registers; set => _registers = value; }

    public ulong Rax { get => _registers.Rax; set => _registers.Rax = value; }
    public ulong Rdi { get => _registers.Rdi; set => _registers.Rdi = value; }
    public ulong Rsi { get => _registers.Rsi; set => _registers.Rsi = value; }
    public ulong Rdx { get => _registers.Rdx; set => _registers.Rdx = value; }
    public ulong R10 { get => _registers.R10; set => _registers.R10 = value; }
    public ulong R8 { get => _registers.R8; set => _registers.R8 = value; }
    public ulong R9 { get => _registers.R9; set => _registers.R9 = value; }
    public ulong Rbx { get => _registers.Rbx; set => _registers.Rbx = value; }
    public ulong Rsp { get => _registers.Rsp; set => _registers.Rsp = value; }

    /// <summary>The next instruction; a script may jump by setting it.</summary>
    public ulong Rip { get => _registers.Rip; set => _registers.Rip = value; }

    /// <summary>x87 and upper vector state, as XSAVE lays it out.</summary>
    public Span<byte> ExtendedState => _cpu.ExtendedState;

    public ulong Rflags => _registers.Rflags;

    public ulong Load64(ulong address)
    {
        Span<byte> bytes = stackalloc byte[8];
        Load(address, bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    public void Store64(ulong address, ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        Store(address, bytes);
    }

    /// <summary>One access: other CPUs act before and after it.</summary>
    public void Load(ulong address, Span<byte> bytes)
    {
        _machine.BeforeUserAccess(address, Access.Read | Access.User);
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = _machine.ReadUser8(Translate(address + (ulong)i, Access.Read));
    }

    /// <summary>One access: other CPUs act before and after it.</summary>
    public void Store(ulong address, ReadOnlySpan<byte> bytes)
    {
        _machine.BeforeUserAccess(address, Access.Write | Access.User);
        for (int i = 0; i < bytes.Length; i++) // all of it is writable before any of it is written
            Translate(address + (ulong)i, Access.Write);
        for (int i = 0; i < bytes.Length; i++)
            _machine.WriteUser8(Translate(address + (ulong)i, Access.Write), bytes[i]);
    }

    /// <summary>Executes one instruction; true when it was a system call.</summary>
    internal bool Step()
    {
        UserRegisters before = _registers;
        try
        {
            return Execute();
        }
        catch (UserTrap)
        {
            _registers = before;
            throw;
        }
    }

    private bool Execute()
    {
        byte first = Fetch();
        switch (first)
        {
            case 0x0f when Fetch() is var second:
                if (second == 0x34)
                    _machine.Mmu.Control.CheckSysenter();
                if (second != 0x05)
                    throw new UserTrap(CpuException.InvalidOpcode);
                _machine.Mmu.Control.CheckSystemCall(_registers.Rflags, _machine.SystemCallStub);
                _registers.Rcx = _registers.Rip;
                _registers.R11 = _registers.Rflags;
                return true;
            case 0x90: // nop
                break;
            case 0xcc: // a trap: the instruction completes
                throw new UserTrap(CpuException.Breakpoint, address: _registers.Rip);
            case 0xcd when Fetch() is var vector: // int: its gate is the kernel's alone, but for that of breakpoints
                throw vector == CpuException.Breakpoint ? new UserTrap(CpuException.Breakpoint, address: _registers.Rip) : new UserTrap(CpuException.GeneralProtection, (ulong)vector << 3 | 2);
            case 0xf4: // hlt
                throw new UserTrap(CpuException.GeneralProtection);
            case 0xfa or 0xfb or 0xec or 0xee: // cli, sti, in, out: as the I/O privilege level says
                if ((_registers.Rflags & IoPrivilege) != 0)
                    throw new ModelViolationException($"A user program executed {first:x} (cli, sti, in or out), because it has an I/O privilege level: flags {_registers.Rflags:x}.");
                throw new UserTrap(CpuException.GeneralProtection);
            case 0xeb: // jmp
                sbyte distance = (sbyte)Fetch();
                _registers.Rip += (ulong)(long)distance;
                break;
            case 0x75: // jnz
                sbyte taken = (sbyte)Fetch();
                if ((_registers.Rflags & ZeroFlag) == 0)
                    _registers.Rip += (ulong)(long)taken;
                break;
            case 0x48 or 0x49 or 0x4c or 0x4d:
                ExecuteWide(first);
                break;
            case Script:
                _machine.ScriptAt((int)(uint)Fetch(4))(this);
                break;
            default:
                throw new UserTrap(CpuException.InvalidOpcode);
        }
        return false;
    }

    /// <summary>First byte of the instruction that calls into C#: four bytes with the script's number follow. Not an instruction of real CPUs in 64-bit code.</summary>
    internal const byte Script = 0x06;

    private const ulong ZeroFlag = 1 << 6, IoPrivilege = 3 << 12;

    // With a REX.W prefix: bit 0 extends the r/m register, bit 2 the other one.
    private void ExecuteWide(byte rex)
    {
        int extendRm = (rex & 1) * 8, extendReg = (rex >> 2 & 1) * 8;
        byte opcode = Fetch();
        if (opcode is >= 0xb8 and <= 0xbf) // mov register, imm64
        {
            Register(opcode - 0xb8 + extendRm) = Fetch(8);
            return;
        }
        byte modes = Fetch();
        int rm = (modes & 7) + extendRm, reg = (modes >> 3 & 7) + extendReg;
        bool isMemory = modes >> 6 == 0;
        if ((isMemory && (modes & 7) is 4 or 5) || modes >> 6 is 1 or 2)
            throw new UserTrap(CpuException.InvalidOpcode); // addressing beyond [register] is not simulated
        switch (opcode)
        {
            case 0x89 when isMemory:
                Store64(Register(rm), Register(reg));
                break;
            case 0x89:
                Register(rm) = Register(reg);
                break;
            case 0x8b when isMemory:
                Register(reg) = Load64(Register(rm));
                break;
            case 0xff when !isMemory && (modes >> 3 & 7) is var operation and <= 1: // inc, dec
                ulong value = Register(rm) += operation == 0 ? 1 : ulong.MaxValue;
                _registers.Rflags = (_registers.Rflags & ~ZeroFlag) | (value == 0 ? ZeroFlag : 0);
                break;
            case 0xf7 when !isMemory && (modes >> 3 & 7) == 6: // div
                ulong divisor = Register(rm);
                if (divisor == 0 || _registers.Rdx >= divisor)
                    throw new UserTrap(CpuException.DivideError);
                UInt128 dividend = new(_registers.Rdx, _registers.Rax);
                (_registers.Rax, _registers.Rdx) = ((ulong)(dividend / divisor), (ulong)(dividend % divisor));
                break;
            default:
                throw new UserTrap(CpuException.InvalidOpcode);
        }
    }

    private byte Fetch() => _machine.ReadUser8(Translate(_registers.Rip++, Access.Execute));

    private ulong Fetch(int bytes)
    {
        ulong value = 0;
        for (int i = 0; i < bytes; i++)
            value |= (ulong)Fetch() << (8 * i);
        return value;
    }

    private ulong Translate(ulong address, Access access)
    {
        if ((long)address << 16 >> 16 != (long)address)
            throw new UserTrap(CpuException.GeneralProtection);
        if (!_machine.Mmu.TryTranslate(address, access | Access.User, out ulong paddr, out ulong errorCode))
            throw new UserTrap(CpuException.PageFault, errorCode, address);
        return paddr;
    }

    private ref ulong Register(int number)
    {
        switch (number)
        {
            case 0: return ref _registers.Rax;
            case 1: return ref _registers.Rcx;
            case 2: return ref _registers.Rdx;
            case 3: return ref _registers.Rbx;
            case 4: return ref _registers.Rsp;
            case 5: return ref _registers.Rbp;
            case 6: return ref _registers.Rsi;
            case 7: return ref _registers.Rdi;
            case 8: return ref _registers.R8;
            case 9: return ref _registers.R9;
            case 10: return ref _registers.R10;
            case 11: return ref _registers.R11;
            case 12: return ref _registers.R12;
            case 13: return ref _registers.R13;
            case 14: return ref _registers.R14;
            default: return ref _registers.R15;
        }
    }
}
