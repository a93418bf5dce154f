using System;
using System.Buffers.Binary;
using Ostd.User;
using Services.Memory;
using Services.Processes;

namespace Services.Signals;

/// <summary>
/// The frame that a handler finds on its stack, and that rt_sigreturn takes back: struct rt_sigframe of x86-64.
/// </summary>
/// <remarks>
/// <code>
///   0  return address: the restorer
///   8  struct ucontext: flags 8, link 8, stack 24, sigcontext 256, mask 8
/// 312  siginfo_t, 128
/// 440  end; the FPU image lies above, 64-byte aligned
/// </code>
/// What comes back through rt_sigreturn is hostile. Only general registers, the mask, the alternate stack and the FPU image
/// are taken from it, and the framework sanitises flags, addresses and the image before user mode is entered.
/// </remarks>
internal static class SignalFrame
{
    private const int UcontextOffset = 8;
    private const int StackOffset = UcontextOffset + 16;
    private const int RegistersOffset = UcontextOffset + 40;
    private const int MaskOffset = RegistersOffset + 256;
    private const int InfoOffset = MaskOffset + 8;
    private const int SizeBytes = InfoOffset + SigInfo.SizeBytes;

    // In sigcontext, after the 18 registers.
    private const int SegmentsOffset = RegistersOffset + 18 * 8;
    private const int ErrorOffset = SegmentsOffset + 8;
    private const int FpuPointerOffset = ErrorOffset + 32;

    /// <summary>Below the stack pointer a leaf function may keep data.</summary>
    private const ulong RedZoneBytes = 128;

    private const ulong UC_FP_XSTATE = 1, UC_SIGCONTEXT_SS = 2, UC_STRICT_RESTORE_SS = 4;
    private const ulong UserCodeSegment = 0x33, UserStackSegment = 0x2b;

    /// <summary>Flags that a handler does not inherit: trap, direction, resume.</summary>
    private const ulong ClearedFlags = 1 << 8 | 1 << 10 | 1 << 16;

    /// <summary>Builds the frame and points the registers at the handler. False: no room; nothing was changed.</summary>
    public static bool TryPush(Thread thread, SigAction action, SigInfo info, SignalSet returnMask)
    {
        UserContext context = thread.Context;
        if (!action.Has(SigAction.SA_RESTORER))
            return false;

        AlternateStack alternate = thread.AlternateStack;
        ulong top = context.Rsp - RedZoneBytes;
        bool onAlternate = alternate.Exists && alternate.Contains(context.Rsp);
        if (action.Has(SigAction.SA_ONSTACK) && alternate.Exists && !onAlternate)
        {
            top = alternate.Address + alternate.Size;
            onAlternate = true;
        }

        int fpuSize = FpuImage.FrameSize;
        ulong fpu = top - (ulong)fpuSize & ~63UL;
        ulong frame = (fpu - SizeBytes & ~15UL) - 8;
        if (frame > top || onAlternate && alternate.Exists && (alternate.Flags & AlternateStack.SS_AUTODISARM) == 0 && frame < alternate.Address)
            return false;

        Span<byte> bytes = stackalloc byte[SizeBytes];
        bytes.Clear();
        Put(bytes, 0, action.Restorer);
        Put(bytes, UcontextOffset, UC_FP_XSTATE | UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS);
        Put(bytes, StackOffset, alternate.Address);
        Put(bytes, StackOffset + 8, (uint)alternate.ReportedFlags(context.Rsp));
        Put(bytes, StackOffset + 16, alternate.Size);
        WriteRegisters(bytes, context);
        Put(bytes, SegmentsOffset, UserCodeSegment | UserStackSegment << 48);
        CpuException exception = thread.LastException;
        Put(bytes, ErrorOffset, exception.ErrorCode);
        Put(bytes, ErrorOffset + 8, (ulong)exception.Vector);
        Put(bytes, ErrorOffset + 16, returnMask.Bits);
        Put(bytes, ErrorOffset + 24, exception.Address);
        Put(bytes, FpuPointerOffset, fpu);
        Put(bytes, MaskOffset, returnMask.Bits);
        info.WriteTo(bytes[InfoOffset..]);

        AddressSpace space = thread.Space;
        if (!FpuImage.TryWrite(space, fpu, context) || !space.TryWrite(frame, bytes))
            return false;

        if ((alternate.Flags & AlternateStack.SS_AUTODISARM) != 0 && onAlternate)
            thread.AlternateStack = default;
        context.Rsp = frame;
        context.Rip = action.Handler;
        context.Rdi = (ulong)info.Signal;
        context.Rsi = frame + InfoOffset;
        context.Rdx = frame + UcontextOffset;
        context.Rax = 0;
        context.Rflags &= ~ClearedFlags;
        return true;
    }

    /// <summary>Takes the frame back that the stack pointer stands behind. False: unreadable or malformed.</summary>
    public static bool TryPop(Thread thread)
    {
        UserContext context = thread.Context;
        ulong frame = context.Rsp - 8;
        Span<byte> bytes = stackalloc byte[InfoOffset];
        AddressSpace space = thread.Space;
        if (!space.TryRead(frame, bytes))
            return false;
        ulong fpu = Get(bytes, FpuPointerOffset);
        if (fpu == 0)
            context.ResetFpu();
        else if (!FpuImage.TryRead(space, fpu, context))
            return false;

        ReadRegisters(bytes, context);
        thread.SetBlocked(new SignalSet(Get(bytes, MaskOffset)));
        var alternate = new AlternateStack(Get(bytes, StackOffset), Get(bytes, StackOffset + 16), (int)Get(bytes, StackOffset + 8));
        SigAltStack.Restore(thread, alternate);
        return true;
    }

    private static void WriteRegisters(Span<byte> bytes, UserContext c)
    {
        Span<byte> r = bytes[RegistersOffset..];
        Put(r, 0, c.R8);
        Put(r, 8, c.R9);
        Put(r, 16, c.R10);
        Put(r, 24, c.R11);
        Put(r, 32, c.R12);
        Put(r, 40, c.R13);
        Put(r, 48, c.R14);
        Put(r, 56, c.R15);
        Put(r, 64, c.Rdi);
        Put(r, 72, c.Rsi);
        Put(r, 80, c.Rbp);
        Put(r, 88, c.Rbx);
        Put(r, 96, c.Rdx);
        Put(r, 104, c.Rax);
        Put(r, 112, c.Rcx);
        Put(r, 120, c.Rsp);
        Put(r, 128, c.Rip);
        Put(r, 136, c.Rflags);
    }

    private static void ReadRegisters(ReadOnlySpan<byte> bytes, UserContext c)
    {
        ReadOnlySpan<byte> r = bytes[RegistersOffset..];
        c.R8 = Get(r, 0);
        c.R9 = Get(r, 8);
        c.R10 = Get(r, 16);
        c.R11 = Get(r, 24);
        c.R12 = Get(r, 32);
        c.R13 = Get(r, 40);
        c.R14 = Get(r, 48);
        c.R15 = Get(r, 56);
        c.Rdi = Get(r, 64);
        c.Rsi = Get(r, 72);
        c.Rbp = Get(r, 80);
        c.Rbx = Get(r, 88);
        c.Rdx = Get(r, 96);
        c.Rax = Get(r, 104);
        c.Rcx = Get(r, 112);
        c.Rsp = Get(r, 120);
        c.Rip = Get(r, 128);
        c.Rflags = Get(r, 136);
    }

    private static void Put(Span<byte> bytes, int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(bytes[offset..], value);
    private static ulong Get(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]);
}
