using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Ostd;
using Ostd.Model;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.Timers;
using Ostd.User;
using Ostd.UserSpace;
using Verification.Checking;
using static Verification.Attacks.Attack;

namespace Verification.Attacks.CpuState;

/// <summary>
/// Contexts that would give a user program power over the kernel, or make the return to it fault; callbacks that keep guards, sleep, throw or come back in.
/// The model machine fails loudly where hardware would fault in ring 0 or let ring 3 have its way.
/// </summary>
internal static class UserEntryAttack
{
    private const ulong AllFlags = ulong.MaxValue;
    private const int Present = 512, Compacted = 520, Mxcsr = 24;

    public static IReadOnlyList<Checker> Checkers { get; } =
    [
        Checker("A user context full of hostile values enters user mode harmlessly or not at all", [2], "user-context",
        [
            new("all flags set, as a forged signal frame would: IOPL 3, NT, VM, no interrupts", AllFlagsSet),
            new("no flag set, not even interrupts", () => RunsWith(c => c.Rflags = 0)),
            new("flags changed again before every entry", FlagsChangedAgain),
            new("an instruction pointer in the kernel half", () => FaultsAt(0xffff_ffff_8010_0000)),
            new("an instruction pointer that is not canonical", () => FaultsAt(0x8000_0000_0000)),
            new("the last page of the user half, behind which a system call would return to a non-canonical address", () => FaultsAt(VmSpace.UserEnd)),
            new("segment bases in the kernel half", () => RunsWith(c => (c.FsBase, c.GsBase) = (0xffff_8000_0000_0000, ulong.MaxValue))),
            new("segment bases that are not canonical", () => RunsWith(c => (c.FsBase, c.GsBase) = (0x0000_8000_0000_0000, 0xdead_0000_0000_0000))),
            new("a stack pointer that is not canonical", () => RunsWith(c => c.Rsp = 0x8000_0000_0000_0001)),
            new("rcx and r11 as a system call leaves them, but for IOPL 3", () => RunsWith(c => (c.Rcx, c.R11) = (c.Rip, AllFlags))),
        ]),
        Checker("A malformed vector state image is refused and changes nothing", [2], "user-context",
        [
            new("reserved bits of mxcsr", () => ImageIsRefused(i => i[Mxcsr + 2] = 1)),
            new("components that the CPU does not have", () => ImageIsRefused(i => i[Present + 7] = 0x80)),
            new("a component that is not switched on", () => ImageIsRefused(i => i[Present] |= 0x08)),
            new("the compacted format", () => ImageIsRefused(i => i[Compacted + 7] = 0x80)),
            new("reserved bytes of the header", () => ImageIsRefused(i => i[Compacted + 55] = 1)),
            new("an image that is too short", () => Require(!new UserContext().TryRestoreFpu(new byte[UserContext.FpuStateSize - 1]), "a short image was accepted")),
            new("an empty image", () => Require(!new UserContext().TryRestoreFpu([]), "an empty image was accepted")),
            new("every exception of mxcsr unmasked", UnmaskedMxcsr),
        ]),
        Checker("User mode is entered only outside atomic mode, in the task's own space, whatever the callbacks do", [2], "user-mode",
        [
            new("the callback keeps a spin lock", () => CallbackKeeps(irq: false)),
            new("the callback keeps a lock that disables interrupts", () => CallbackKeeps(irq: true)),
            new("the page-fault handler keeps a spin lock", FaultHandlerKeepsALock),
            new("the callback throws", CallbackThrows),
            new("the callback sleeps", () => CallbackTries(Task.Yield)),
            new("the callback ends the task", () => CallbackTries(Task.Exit)),
            new("the callback enters user mode itself", CallbackEntersUserMode),
            new("the callback touches user memory that is not there", CallbackFaults),
            new("the callback takes the user memory away", CallbackDeactivates),
            new("the callback shoots down another CPU's page with interrupts off", CallbackUnmaps, Cpus: 2),
            new("a spin lock is held around it", HeldAround),
            new("interrupts are off around it", GuardedAround),
            new("no user memory at all", NoUserMemory),
            new("one context in two tasks", OneContextInTwoTasks, Cpus: 2),
            new("registers changed by another task while the program runs", RegistersChangedMeanwhile, Cpus: 2),
            new("from an interrupt handler", FromHandler),
        ], everyStep: [2, 5]),
    ];

    private static void AllFlagsSet()
    {
        ulong seen = 0;
        using var program = new UserScript(user => seen = user.Rflags);
        program.Context.Rflags = AllFlags;
        Require(program.Run() == ReturnReason.Syscall, "the program did not reach its system call");
        Require((seen & 0x1_b000_0000) == 0 && (seen & 0x2_7000) == 0 && (seen & 0x200) != 0, $"the program ran with flags {seen:x}");
    }

    private static void FlagsChangedAgain()
    {
        using var program = new UserScript(static _ => { });
        for (int entry = 0; entry < 5; entry++)
        {
            int asked = 0;
            // Last moment: the callback is asked after the kernel did everything else.
            ReturnReason reason = program.Mode.Execute(() =>
            {
                program.Context.Rflags = AllFlags;
                program.Context.GsBase = 0xffff_ffff_ffff_0000;
                return ++asked > 3;
            });
            Require(reason == ReturnReason.Syscall, $"the program stopped because of {reason}");
        }
    }

    private static void RunsWith(Action<UserContext> prepare)
    {
        int runs = 0;
        using var program = new UserScript(_ => runs++);
        prepare(program.Context);
        Require(program.Run() == ReturnReason.Syscall && runs == 1, "the program did not run");
        Require(program.Context.FsBase >> 47 == 0 && program.Context.GsBase >> 47 == 0, "a segment base of the kernel half survived");
    }

    private static void FaultsAt(ulong rip)
    {
        using var program = new UserScript(static _ => { });
        program.Context.Rip = rip;
        Require(program.Run() == ReturnReason.Exception, $"a program at {rip:x} must be reported as faulting");
    }

    private static void ImageIsRefused(Action<byte[]> spoil)
    {
        using var program = new UserScript(static _ => { });
        var before = new byte[UserContext.FpuStateSize];
        program.Context.SaveFpu(before);
        var image = (byte[])before.Clone();
        image[160] = 0x5a; // xmm0: must not get through
        spoil(image);
        Require(!program.Context.TryRestoreFpu(image), "the image was accepted");
        var after = new byte[UserContext.FpuStateSize];
        program.Context.SaveFpu(after);
        Require(before.AsSpan().SequenceEqual(after), "a refused image changed the state");
        Require(program.Run() == ReturnReason.Syscall, "the program did not run");
    }

    private static void UnmaskedMxcsr()
    {
        using var program = new UserScript(static _ => { });
        var image = new byte[UserContext.FpuStateSize];
        program.Context.SaveFpu(image);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(Mxcsr), 0x0000_e040);
        Require(program.Context.TryRestoreFpu(image), "any combination of defined bits of mxcsr is a user's right");
        Require(program.Run() == ReturnReason.Syscall, "the program did not run");
    }

    private static void CallbackKeeps(bool irq)
    {
        int runs = 0;
        using var program = new UserScript(_ => runs++);
        var spinLock = new SpinLock(irq);
        Refused(OstdError.AtomicMode, () => program.Mode.Execute(() =>
        {
            spinLock.Lock();
            return false;
        }));
        Require(runs == 0, "the program ran while its task held a spin lock");
    }

    private static void FaultHandlerKeepsALock()
    {
        using var program = new UserScript(static user => user.Load64(0x60_0000));
        var handler = new Handler((_, _) =>
        {
            new SpinLock().Lock();
            program.Map(0x60_0000, [], PageFlags.Read);
            return true;
        });
        Kernel.Current.UserFaultHandler = handler;
        Refused(OstdError.AtomicMode, () => program.Run());
    }

    private static void CallbackThrows()
    {
        using var program = new UserScript(static _ => { });
        try
        {
            program.Mode.Execute(static () => throw new InvalidTimeZoneException());
            throw new AttackSucceededException("the exception did not come out");
        }
        catch (InvalidTimeZoneException)
        {
        }
        Require(Kernel.Current.Machine.InterruptsEnabled, "interrupts stayed off after the callback threw");
        Require(program.Run() == ReturnReason.Syscall, "the program does not run any more");
    }

    private static void CallbackTries(Action move)
    {
        using var program = new UserScript(static _ => { });
        Refused(OstdError.AtomicMode, () => program.Mode.Execute(() =>
        {
            move();
            return false;
        }));
        Require(program.Run() == ReturnReason.Syscall, "the program does not run any more");
    }

    private static void CallbackEntersUserMode()
    {
        using var program = new UserScript(static _ => { });
        var other = new UserMode(program.Context.Clone());
        Refused(OstdError.AtomicMode, () => program.Mode.Execute(() => other.Execute(static () => false) == ReturnReason.Syscall));
    }

    private static void CallbackFaults()
    {
        int asked = 0;
        using var program = new UserScript(static _ => { });
        Kernel.Current.UserFaultHandler = new Handler((_, _) =>
        {
            asked++;
            Task.Yield();
            return false;
        });
        ReturnReason reason = program.Mode.Execute(() =>
        {
            Require(program.Space.TryReader(0x60_0000, 1, out VmReader reader) && !reader.TryReadByte(out _), "memory that is not there was read");
            return false;
        });
        Require(reason == ReturnReason.Syscall && asked == 0, "a page fault was resolved, which may sleep, while interrupts were off");
    }

    private static void CallbackDeactivates()
    {
        int runs = 0;
        using var program = new UserScript(_ => runs++);
        Refused(OstdError.InvalidArgs, () => program.Mode.Execute(() =>
        {
            VmSpace.Deactivate();
            return false;
        }));
        Require(runs == 0, "the program ran without its memory");
    }

    private static void CallbackUnmaps()
    {
        using var program = new UserScript(static _ => { });
        var done = new AtomicBool(false);
        var other = Task.Spawn(() =>
        {
            using var second = new UserScript(static _ => { }, program.Space, code: 0x48_0000);
            while (!done.Load(MemoryOrder.Acquire))
                second.Run();
        });
        for (int round = 0; round < 10; round++)
        {
            program.Map(0x60_0000, [], PageFlags.Read);
            program.Mode.Execute(() =>
            {
                using VmCursor cursor = program.Space.Cursor(0x60_0000, 0x60_1000);
                cursor.Unmap(0x1000);
                return false;
            });
        }
        done.Store(true, MemoryOrder.Release);
        while (!other.HasExited)
            Task.Yield();
    }

    private static void HeldAround()
    {
        using var program = new UserScript(static _ => { });
        var spinLock = new SpinLock();
        using (spinLock.Lock())
            Refused(OstdError.AtomicMode, () => program.Run());
        Require(program.Run() == ReturnReason.Syscall, "the program does not run any more");
    }

    private static void GuardedAround()
    {
        using var program = new UserScript(static _ => { });
        using (CpuGuard.DisableInterrupts())
            Refused(OstdError.AtomicMode, () => program.Run());
        Require(program.Run() == ReturnReason.Syscall, "the program does not run any more");
    }

    private static void NoUserMemory()
    {
        using var program = new UserScript(static _ => { });
        VmSpace.Deactivate();
        Refused(OstdError.InvalidArgs, () => program.Run());
    }

    private static void OneContextInTwoTasks()
    {
        var isInside = new AtomicBool(false);
        var isRefused = new AtomicBool(false);
        using var program = new UserScript(user =>
        {
            isInside.Store(true, MemoryOrder.Release);
            if (!isRefused.Load(MemoryOrder.Acquire))
                user.Rip = UserScript.Code; // stays in user mode
        });
        var other = Task.Spawn(() =>
        {
            program.Space.Activate();
            while (!isInside.Load(MemoryOrder.Acquire))
                Task.Yield();
            Refused(OstdError.InvalidArgs, () => new UserMode(program.Context).Execute(static () => true));
            isRefused.Store(true, MemoryOrder.Release);
        });
        Require(program.Run() == ReturnReason.Syscall, "the program did not come to its end");
        while (!other.HasExited)
            Task.Yield();
    }

    private static void RegistersChangedMeanwhile()
    {
        using var program = new UserScript([static _ => { }, static user => user.Load64(UserScript.Data), static _ => { }]);
        UserContext context = program.Context;
        var stop = new AtomicBool(false);
        var other = Task.Spawn(() =>
        {
            while (!stop.Load(MemoryOrder.Acquire))
            {
                context.Rflags = AllFlags;
                context.FsBase = context.GsBase = 0xffff_ffff_8000_0000;
            }
        });
        for (int round = 0; round < 15; round++)
            program.Run();
        stop.Store(true, MemoryOrder.Release);
        while (!other.HasExited)
            Task.Yield();
    }

    private static void FromHandler()
    {
        using var program = new UserScript(static _ => { });
        InterruptHandlers.Run(() => Refused(OstdError.AtomicMode, () => program.Run()));
    }

    private sealed class Handler(Func<ulong, PageFaultAccess, bool> resolve) : IUserFaultHandler
    {
        public bool TryResolve(ulong address, PageFaultAccess access) => resolve(address, access);
    }
}
