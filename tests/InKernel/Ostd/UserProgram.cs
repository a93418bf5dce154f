using System;
using System.Collections.Generic;
using Ostd.Frames;
using Ostd.User;
using Ostd.UserSpace;

namespace InKernel.Ostd;

/// <summary>A small user program in an address space of its own: a page of code, a page of data. Belongs to the task that makes it.</summary>
internal sealed class UserProgram : IDisposable
{
    internal const ulong Code = 0x40_0000;
    internal const ulong Data = 0x50_0000;

    private readonly VmSpace _space = new();

    internal UserProgram(Assembler code)
    {
        Map(Code, code.Bytes, PageFlags.Read | PageFlags.Execute);
        Map(Data, [], PageFlags.Read | PageFlags.Write);
        Context = new UserContext { Rip = Code, Rsp = Data + Page.Size };
        Mode = new UserMode(Context);
        _space.Activate();
    }

    internal UserContext Context { get; }
    internal UserMode Mode { get; }
    internal VmSpace Space => _space;

    /// <summary>Runs until it needs the kernel.</summary>
    internal ReturnReason Run() => Mode.Execute(static () => false);

    internal void ExpectCall(ulong number)
    {
        Check.Equal(ReturnReason.Syscall, Run(), "left user mode for");
        Check.Equal(number, Context.Rax, "system call");
    }

    internal CpuException ExpectException(int vector)
    {
        Check.Equal(ReturnReason.Exception, Run(), "left user mode for");
        Check.Equal(vector, Mode.Exception.Vector, "exception");
        return Mode.Exception;
    }

    internal ulong ReadData(ulong offset)
    {
        Check.True(_space.TryReader(Data + offset, 8, out VmReader reader));
        Check.True(reader.TryReadUInt64(out ulong value));
        return value;
    }

    internal void Map(ulong address, ReadOnlySpan<byte> content, PageFlags flags)
    {
        using UFrame frame = UFrame.Alloc();
        frame.Write(0, content);
        using VmCursor cursor = _space.Cursor(address, address + Page.Size);
        cursor.Map(frame, new PageProperty(flags));
    }

    public void Dispose()
    {
        VmSpace.Deactivate();
        _space.Dispose();
    }
}

/// <summary>Machine code, instruction by instruction. Registers are numbered as the CPU does: rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8 ...</summary>
internal sealed class Assembler
{
    private readonly List<byte> _bytes = [];

    internal const int Rax = 0, Rcx = 1, Rdx = 2, Rbx = 3, Rsp = 4, Rbp = 5, Rsi = 6, Rdi = 7;

    internal byte[] Bytes => _bytes.ToArray();

    internal ulong Here => UserProgram.Code + (ulong)_bytes.Count;

    internal Assembler Emit(params byte[] bytes)
    {
        foreach (byte b in bytes)
            _bytes.Add(b);
        return this;
    }

    internal Assembler Move(int register, ulong value)
    {
        Emit((byte)(0x48 | register >> 3), (byte)(0xb8 | register & 7));
        for (int i = 0; i < 8; i++)
            _bytes.Add((byte)(value >> (8 * i)));
        return this;
    }

    /// <summary>Registers below 8, the address not in rsp or rbp.</summary>
    internal Assembler Store(int addressRegister, int register) => Emit(0x48, 0x89, (byte)(register << 3 | addressRegister));

    internal Assembler Load(int register, int addressRegister) => Emit(0x48, 0x8b, (byte)(register << 3 | addressRegister));

    internal Assembler Increment(int register) => Emit(0x48, 0xff, (byte)(0xc0 | register));

    internal Assembler Decrement(int register) => Emit(0x48, 0xff, (byte)(0xc8 | register));

    internal Assembler Divide(int register) => Emit(0x48, 0xf7, (byte)(0xf0 | register));

    internal Assembler Call(ulong number) => Move(Rax, number).Emit(0x0f, 0x05);

    internal Assembler Breakpoint() => Emit(0xcc);

    internal Assembler Undefined() => Emit(0x0f, 0x0b);

    internal Assembler Halt() => Emit(0xf4);

    /// <summary>To an address at most 127 bytes before.</summary>
    internal Assembler Jump(ulong target) => Emit(0xeb, (byte)(target - Here - 2));

    internal Assembler JumpIfNotZero(ulong target) => Emit(0x75, (byte)(target - Here - 2));
}
