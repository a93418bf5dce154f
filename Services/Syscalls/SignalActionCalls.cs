using System;
using System.Buffers.Binary;
using Services.Linux;
using Services.Processes;
using Services.Signals;

namespace Services.Syscalls;

/// <summary>What a program wants done with signals: actions, masks, the alternate stack, the return from a handler.</summary>
internal static class SignalActionCalls
{
    private const int SigActionBytes = 32;
    private const int StackBytes = 24;
    private const int SIG_BLOCK = 0, SIG_UNBLOCK = 1, SIG_SETMASK = 2;

    public static void Register(SyscallTable table)
    {
        table.Set("rt_sigaction", static (t, a) => SigAction(t, a.Int0, a.A1, a.A2, a.A3));
        table.Set("rt_sigprocmask", static (t, a) => SigProcMask(t, a.Int0, a.A1, a.A2, a.A3));
        table.Set("sigaltstack", static (t, a) => AltStack(t, a.A0, a.A1));
        table.Set("rt_sigreturn", static (t, _) => SigReturn(t));
    }

    private static long SigAction(Thread thread, int number, ulong newAddress, ulong oldAddress, ulong setSize)
    {
        if (setSize != SignalSets.SizeBytes)
            return Errno.EINVAL.Negate();
        if (number is < 1 or > SignalActions.SignalCount)
            return Errno.EINVAL.Negate();
        var signal = (Signal)number;
        Span<byte> raw = stackalloc byte[SigActionBytes];
        SigAction? action = null;
        if (newAddress != 0)
        {
            if (!thread.Space.TryRead(newAddress, raw))
                return Errno.EFAULT.Negate();
            if (signal is Signal.SIGKILL or Signal.SIGSTOP)
                return Errno.EINVAL.Negate();
            action = new SigAction(
                BinaryPrimitives.ReadUInt64LittleEndian(raw),
                BinaryPrimitives.ReadUInt64LittleEndian(raw[8..]) & Signals.SigAction.SupportedFlags,
                BinaryPrimitives.ReadUInt64LittleEndian(raw[16..]),
                new SignalSet(BinaryPrimitives.ReadUInt64LittleEndian(raw[24..])) & ~SignalSet.Unblockable);
        }

        SigAction old = thread.Process.Actions[signal];
        if (action is not null)
            thread.Process.SetAction(signal, action);
        if (oldAddress == 0)
            return 0;
        BinaryPrimitives.WriteUInt64LittleEndian(raw, old.Handler);
        BinaryPrimitives.WriteUInt64LittleEndian(raw[8..], old.Flags);
        BinaryPrimitives.WriteUInt64LittleEndian(raw[16..], old.Restorer);
        BinaryPrimitives.WriteUInt64LittleEndian(raw[24..], old.Mask.Bits);
        return thread.Space.TryWrite(oldAddress, raw) ? 0 : Errno.EFAULT.Negate();
    }

    private static long SigProcMask(Thread thread, int how, ulong newAddress, ulong oldAddress, ulong setSize)
    {
        if (setSize != SignalSets.SizeBytes)
            return Errno.EINVAL.Negate();
        SignalSet old = thread.Blocked;
        if (newAddress != 0)
        {
            if (!thread.Space.TryReadUInt64(newAddress, out ulong bits))
                return Errno.EFAULT.Negate();
            var set = new SignalSet(bits);
            switch (how)
            {
                case SIG_BLOCK:
                    thread.SetBlocked(old | set);
                    break;
                case SIG_UNBLOCK:
                    thread.SetBlocked(old & ~set);
                    break;
                case SIG_SETMASK:
                    thread.SetBlocked(set);
                    break;
                default:
                    return Errno.EINVAL.Negate();
            }
        }

        return oldAddress == 0 || thread.Space.TryWriteUInt64(oldAddress, old.Bits) ? 0 : Errno.EFAULT.Negate();
    }

    private static long AltStack(Thread thread, ulong newAddress, ulong oldAddress)
    {
        AlternateStack old = thread.AlternateStack;
        int oldFlags = old.ReportedFlags(thread.Context.Rsp);
        Span<byte> raw = stackalloc byte[StackBytes];
        if (newAddress != 0)
        {
            if (!thread.Space.TryRead(newAddress, raw))
                return Errno.EFAULT.Negate();
            var stack = new AlternateStack(
                BinaryPrimitives.ReadUInt64LittleEndian(raw),
                BinaryPrimitives.ReadUInt64LittleEndian(raw[16..]),
                BinaryPrimitives.ReadInt32LittleEndian(raw[8..]));
            Errno error = SigAltStack.Set(thread, stack);
            if (error != Errno.OK)
                return error.Negate();
        }

        if (oldAddress == 0)
            return 0;
        raw.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(raw, old.Address);
        BinaryPrimitives.WriteInt32LittleEndian(raw[8..], oldFlags);
        BinaryPrimitives.WriteUInt64LittleEndian(raw[16..], old.Size);
        return thread.Space.TryWrite(oldAddress, raw) ? 0 : Errno.EFAULT.Negate();
    }

    private static long SigReturn(Thread thread)
    {
        if (!SignalFrame.TryPop(thread))
            thread.ForceSignal(SigInfo.FromKernel(Signal.SIGSEGV));
        thread.MarkNewContext();
        return 0;
    }
}
