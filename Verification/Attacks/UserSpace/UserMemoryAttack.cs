using System;
using System.Collections.Generic;
using Ostd;
using Ostd.Frames;
using Ostd.Model;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.User;
using Ostd.UserSpace;
using Verification.Checking;
using static Verification.Attacks.Attack;

namespace Verification.Attacks.UserSpace;

/// <summary>Hostile user programs, hostile user pointers, and clients that take memory away from under both.</summary>
internal static class UserMemoryAttack
{
    private const ulong Page = 4096, Victim = 0x60_0000;

    private static readonly int[] s_watched = [2, 5];

    public static IReadOnlyList<Checker> Checkers { get; } =
    [
        Checker("A user program reaches its own pages and nothing else, and keeps nothing that was taken away", [5], "user-space",
        [
            new("reads, writes and jumps all over the address space", EverywhereFaults),
            new("writes to pages it may only read, and executes data", WrongKindOfAccess),
            new("keeps using a page that is unmapped and reused, on another CPU", HammerWhileUnmapped, Cpus: 3),
            new("keeps writing to a page that is made read-only, on another CPU", HammerWhileProtected, Cpus: 2),
            new("keeps using a space whose tables come and go, on another CPU", HammerWhileTablesGo, Cpus: 3),
            new("executes a page that may not be executed any more, on another CPU", ExecuteWhileProtected, Cpus: 2),
            new("uses more pages than one flush names, all unmapped at once, on another CPU", ManyPagesAtOnce, Cpus: 2),
            new("its space is disposed while it runs", DisposeWhileRunning, Cpus: 2),
            new("three programs take turns on one CPU, each in its own memory", TakeTurns),
            new("two CPUs edit one range, one of them with interrupts off", EditWithInterruptsOff, Cpus: 2),
        ], s_watched),
        Checker("Nothing that a CPU has loaded or remembers of kernel memory is freed before it lets go", [2], "user-space",
        [
            new("a space dies on one CPU that another one still has loaded", DieElsewhere, Cpus: 3),
            new("programs in different spaces on several CPUs", TakeTurns, Cpus: 2),
            new("kernel stacks that another CPU has touched are unmapped", StacksComeAndGo, Cpus: 2, MemoryMiB: 16),
        ], s_watched),
        Checker("User copies stay in the user half and in the active space, whatever pointer they are given", [5], "usercopy",
        [
            new("pointers into the kernel half, across its border, and lengths that overflow", HostilePointers),
            new("compare-exchange at kernel, odd and foreign addresses", HostileExchange),
            new("a space that is not active", ForeignSpace),
            new("a reader that outlives the activity of its space", StaleReader),
            new("memory that is taken away in the middle of a copy", VanishesMeanwhile, Cpus: 2),
            new("a page-fault handler that lies, throws, or edits the very page", HostileHandlers),
            new("readers and writers moved past their end", PastEnd),
        ], s_watched),
    ];

    private static void EverywhereFaults()
    {
        ulong[] targets = [0, 8, 0xfff, 0x7fff_ffff_f000, 0x7fff_ffff_fff8, 0x8000_0000_0000, 0xffff_7fff_ffff_fff8, 0xffff_8000_0000_0000, 0xffff_8000_0010_0000, 0xffff_c000_0000_0000, 0xffff_ffff_8010_0000, 0xffff_ffff_ffff_fff8];
        foreach (ulong target in targets)
        {
            foreach (Action<UserCpu> access in (Action<UserCpu>[])[user => user.Load64(target), user => user.Store64(target, 0x1badc0de), user => user.Rip = target])
            {
                using var program = new UserScript(access);
                Require(program.Run() == ReturnReason.Exception, $"an access to {target:x} did not fault");
                Require(program.Mode.Exception.Vector is CpuException.PageFault or CpuException.GeneralProtection, $"an access to {target:x} raised exception {program.Mode.Exception.Vector}");
            }
        }
    }

    private static void WrongKindOfAccess()
    {
        using (var program = new UserScript(static user => user.Store64(UserScript.Code, 0)))
            Require(program.Run() == ReturnReason.Exception && (program.Mode.Exception.ErrorCode & 7) == 7, "a program changed its code");
        using (var program = new UserScript(static user => user.Rip = UserScript.Data))
            Require(program.Run() == ReturnReason.Exception && (program.Mode.Exception.ErrorCode & 16) != 0, "a program executed its data");
    }

    /// <summary>A program on another CPU that makes <paramref name="access"/> again and again until told to stop, whether it faults or not.</summary>
    private sealed class Hammer
    {
        private readonly AtomicBool _stop = new(false);
        private readonly Task _task;

        public Hammer(VmSpace space, ulong code, Action<UserCpu> access) => _task = Task.Spawn(() =>
        {
            using var program = new UserScript(access, space, code);
            while (!_stop.Load(MemoryOrder.Acquire))
            {
                if (program.Run() == ReturnReason.Exception)
                    program.Context.Rip = code; // faulted: try again
                else
                    Reached++;
            }
        });

        public int Reached { get; private set; }

        public void Stop()
        {
            _stop.Store(true, MemoryOrder.Release);
            while (!_task.HasExited)
                Task.Yield();
        }
    }

    private static void HammerWhileUnmapped()
    {
        using var home = new UserScript(static _ => { });
        home.Map(Victim + Page, [], PageFlags.Read); // a neighbour keeps the page table in use
        var reader = new Hammer(home.Space, 0x48_0000, static user => Require((byte)user.Load64(Victim) == 0, "a program read a page of somebody else"));
        var writer = new Hammer(home.Space, 0x49_0000, static user => user.Store64(Victim + 8, 0x1badc0de));
        Span<byte> first = stackalloc byte[16];
        for (int round = 0; round < 12; round++)
        {
            home.Map(Victim, [], PageFlags.Read | PageFlags.Write);
            Task.Yield();
            using (VmCursor cursor = home.Space.Cursor(Victim, Victim + Page))
                cursor.Unmap(Page);
            using UFrame reused = UFrame.Alloc();
            reused.Fill(0, 0xee, 4096);
            Task.Yield();
            reused.Read(0, first);
            Require(first.IndexOfAnyExcept((byte)0xee) < 0, "a program wrote to a page that was taken away from it");
        }
        reader.Stop();
        writer.Stop();
        Require(reader.Reached + writer.Reached > 0, "the programs never reached the page while it was theirs: nothing was attacked");
    }

    private static void HammerWhileProtected()
    {
        using var home = new UserScript(static _ => { });
        home.Map(Victim, [], PageFlags.Read | PageFlags.Write);
        var writer = new Hammer(home.Space, 0x48_0000, static user => user.Store64(Victim, user.Load64(Victim) + 1));
        for (int round = 0; round < 15; round++)
        {
            Protect(home.Space, PageFlags.Write, PageFlags.None);
            Require(home.Space.TryReader(Victim, 8, out VmReader before) & home.Space.TryReader(Victim, 8, out VmReader after), "in the user half");
            Require(before.TryReadUInt64(out ulong first), "the page is readable");
            Task.Yield();
            Require(after.TryReadUInt64(out ulong second) && first == second, "a program changed a page that was read-only");
            Protect(home.Space, PageFlags.None, PageFlags.Write);
            Task.Yield();
        }
        writer.Stop();
        Require(writer.Reached > 0, "the program never wrote: nothing was attacked");
    }

    private static void ExecuteWhileProtected()
    {
        // The page holds a system call; behind it the program's own code is entered again.
        using var home = new UserScript(static _ => { });
        byte[] code = [0x0f, 0x05];
        home.Map(Victim, code, PageFlags.Read | PageFlags.Execute);
        long executed = 0;
        var stop = new AtomicBool(false);
        var mayExecute = new AtomicBool(true);
        var other = Task.Spawn(() =>
        {
            using var program = new UserScript(static _ => { }, home.Space, 0x48_0000);
            while (!stop.Load(MemoryOrder.Acquire))
            {
                program.Context.Rip = Victim;
                bool before = mayExecute.Load(MemoryOrder.Acquire);
                bool done = program.Run() == ReturnReason.Syscall;
                Require(!done || before || mayExecute.Load(MemoryOrder.Acquire), "a program executed a page that may not be executed");
                executed += done ? 1 : 0;
            }
        });
        for (int round = 0; round < 12; round++)
        {
            Protect(home.Space, PageFlags.Execute, PageFlags.None);
            mayExecute.Store(false, MemoryOrder.Release);
            for (int i = 0; i < 40; i++)
                Kernel.Current.Machine.Pause();
            mayExecute.Store(true, MemoryOrder.Release);
            Protect(home.Space, PageFlags.None, PageFlags.Execute);
            for (int i = 0; i < 40; i++)
                Kernel.Current.Machine.Pause();
        }
        stop.Store(true, MemoryOrder.Release);
        while (!other.HasExited)
            Task.Yield();
        Require(executed > 0, "the program never executed the page: nothing was attacked");
    }

    private static void ManyPagesAtOnce()
    {
        const ulong pages = Ostd.Paging.TlbFlushCall.MaxPages + 8;
        using var home = new UserScript(static _ => { });
        int page = 0;
        var reader = new Hammer(home.Space, 0x48_0000, user => user.Load64(Victim + (ulong)(page++ % (int)pages) * Page));
        for (ulong i = 0; i < pages; i++)
            home.Map(Victim + i * Page, [], PageFlags.Read);
        while (reader.Reached < 2 * (int)pages)
            Task.Yield();
        using (VmCursor cursor = home.Space.Cursor(Victim, Victim + pages * Page))
            Require(cursor.Unmap(pages * Page) == (long)pages, "every page is unmapped");
        reader.Stop();
    }

    private static void Protect(VmSpace space, PageFlags clear, PageFlags set)
    {
        using VmCursor cursor = space.Cursor(Victim, Victim + Page);
        cursor.Protect(Page, clear, set);
    }

    private static void HammerWhileTablesGo()
    {
        const ulong far = 0x20_0000_0000; // alone in its page tables
        using var home = new UserScript(static _ => { });
        var first = new Hammer(home.Space, 0x48_0000, static user => user.Load64(far));
        var second = new Hammer(home.Space, 0x49_0000, static user => user.Store64(far + 16, 7));
        for (int round = 0; round < 12; round++)
        {
            home.Map(far, [], PageFlags.Read | PageFlags.Write);
            Task.Yield();
            using (VmCursor cursor = home.Space.Cursor(far, far + Page))
                Require(cursor.Unmap(Page) == 1, "one page is unmapped");
            using UFrame a = UFrame.Alloc(), b = UFrame.Alloc(), c = UFrame.Alloc(), d = UFrame.Alloc();
            foreach (UFrame frame in (UFrame[])[a, b, c, d])
                frame.Fill(0, 0xff, 4096); // as page-table entries: everything is allowed
            Task.Yield();
        }
        first.Stop();
        second.Stop();
        Require(first.Reached + second.Reached > 0, "the programs never reached the page: nothing was attacked");
    }

    private static void DisposeWhileRunning()
    {
        long tables = Kernel.Current.MemoryInfo.PageTableBytes;
        var space = new VmSpace();
        space.Activate();
        var hammer = new Hammer(space, 0x48_0000, static user => user.Load64(0x48_0000));
        while (hammer.Reached == 0)
            Task.Yield();
        VmSpace.Deactivate();
        space.Dispose();
        for (int i = 0; i < 20; i++)
            Task.Yield();
        hammer.Stop();
        Require(Kernel.Current.MemoryInfo.PageTableBytes == tables, "page tables of a space that is gone remained");
    }

    private static void DieElsewhere()
    {
        // A task that sleeps leaves its space loaded where it ran, and may wake elsewhere: the space dies there, and must not die under the first CPU.
        const int tasks = 3, rounds = 8;
        var queue = new WaitQueue();
        var left = new AtomicInt32(tasks);
        int time = 0;
        for (int i = 0; i < tasks; i++)
        {
            Task.Spawn(() =>
            {
                for (int round = 0; round < rounds; round++)
                {
                    var space = new VmSpace();
                    space.Activate();
                    for (int nap = 0; nap < 2; nap++)
                    {
                        int until = time + 1;
                        queue.WaitUntil(() => time >= until);
                    }
                    VmSpace.Deactivate();
                    space.Dispose();
                }
                left.FetchAdd(-1);
            });
        }
        while (left.Load(MemoryOrder.Acquire) > 0)
        {
            time++;
            queue.WakeAll();
            Task.Yield();
        }
    }

    private static void TakeTurns()
    {
        // Each program finds its own memory, whoever ran on the CPU before.
        var left = new AtomicInt32(3);
        for (int i = 0; i < 3; i++)
        {
            ulong mine = 0x1111UL * (ulong)(i + 1);
            Task.Spawn(() =>
            {
                using var program = new UserScript([user => user.Store64(UserScript.Data, mine), user => Require(user.Load64(UserScript.Data) == mine, "a program found another one's memory")]);
                for (int round = 0; round < 20; round++)
                {
                    Require(program.Run() == ReturnReason.Syscall, $"a program was stopped by exception {program.Mode.Exception}");
                    Task.Yield();
                }
                left.FetchAdd(-1);
            });
        }
        while (left.Load(MemoryOrder.Acquire) > 0)
            Task.Yield();
    }

    private static void StacksComeAndGo()
    {
        // More stacks than the pool keeps; another CPU has touched them all, as the collector does.
        var machine = Kernel.Current.Machine;
        const int count = 80;
        var stacks = new List<Ostd.Paging.KernelStack>();
        for (int i = 0; i < count; i++)
            stacks.Add(Kernel.Current.Memory.Stacks.Take());
        var touched = new AtomicBool(false);
        var done = new AtomicBool(false);
        Task.Spawn(() =>
        {
            foreach (Ostd.Paging.KernelStack stack in stacks)
                machine.WriteKernel64(stack.Bottom, 1);
            touched.Store(true, MemoryOrder.Release);
            while (!done.Load(MemoryOrder.Acquire))
                machine.Pause();
        });
        while (!touched.Load(MemoryOrder.Acquire))
            machine.Pause();
        stacks.ForEach(s => s.Dispose());
        done.Store(true, MemoryOrder.Release);
    }

    private static void HostilePointers()
    {
        using var program = new UserScript(static _ => { });
        VmSpace space = program.Space;
        (ulong Address, ulong Length)[] outside =
        [
            (VmSpace.UserEnd, 1), (VmSpace.UserEnd - 1, 2), (0, VmSpace.UserEnd + 1), (1, ulong.MaxValue), (ulong.MaxValue, 1), (ulong.MaxValue, 2), (0xffff_8000_0000_0000, 8),
            (VmSpace.UserEnd - 8, ulong.MaxValue - 4), (1UL << 63, 1UL << 63), (UserScript.Data, ulong.MaxValue - UserScript.Data + 1), (0x8000_0000_0000, 0),
        ];
        foreach ((ulong address, ulong length) in outside)
        {
            Require(!space.TryReader(address, length, out _), $"a reader of {length:x} bytes at {address:x} was made");
            Require(!space.TryWriter(address, length, out _), $"a writer of {length:x} bytes at {address:x} was made");
        }
        Span<byte> buffer = stackalloc byte[64];
        foreach ((ulong address, ulong length) in ((ulong, ulong)[])[(0, 64), (0x1000, 64), (VmSpace.UserEnd - 64, 64), (UserScript.Code - 1, 64)])
        {
            Require(space.TryReader(address, length, out VmReader reader) && !reader.TryRead(buffer), $"{length} bytes at {address:x} were read, where nothing is mapped");
            Require(space.TryWriter(address, length, out VmWriter writer) && writer.FillZeros((long)length, out bool faulted) == 0 && faulted, $"{length} bytes at {address:x} were cleared");
        }
        Require(space.TryWriter(UserScript.Code, 8, out VmWriter code) && !code.TryWriteUInt64(0), "the kernel wrote to a page that the user may only read");
    }

    private static void HostileExchange()
    {
        using var program = new UserScript(static _ => { });
        foreach (ulong address in (ulong[])[0xffff_8000_0000_0000, ulong.MaxValue - 3, VmSpace.UserEnd, VmSpace.UserEnd - 2, UserScript.Data + 1, UserScript.Data + 2, 0, UserScript.Code])
            Require(!program.Space.TryCompareExchange(address, 1, 0, out _), $"the word at {address:x} was exchanged");
        Require(program.Space.TryCompareExchange(UserScript.Data, 1, 0, out uint old) && old == 0, "a word of the program's own data was not exchanged");
    }

    private static void ForeignSpace()
    {
        using var program = new UserScript(static _ => { });
        VmSpace other = Lookalike();
        other.Activate();
        Require(program.Space.TryReader(UserScript.Data, 8, out VmReader reader) && !reader.TryReadUInt64(out _), "memory of a space that is not active was read");
        Require(program.Space.TryWriter(UserScript.Data, 8, out VmWriter writer) && !writer.TryWriteUInt64(1), "memory of a space that is not active was written");
        Require(!program.Space.TryCompareExchange(UserScript.Data, 1, 0, out _), "a word of a space that is not active was exchanged");
        other.Dispose();
    }

    /// <summary>Another space with memory at the same address.</summary>
    private static VmSpace Lookalike()
    {
        var space = new VmSpace();
        using UFrame frame = UFrame.Alloc();
        using VmCursor cursor = space.Cursor(UserScript.Data, UserScript.Data + Page);
        cursor.Map(frame, new PageProperty(PageFlags.Read | PageFlags.Write));
        return space;
    }

    private static void PastEnd()
    {
        using var program = new UserScript(static _ => { });
        foreach (long length in (long[])[17, -1, long.MaxValue, long.MinValue])
        {
            Refused(OstdError.InvalidArgs, () =>
            {
                program.Space.TryReader(UserScript.Data, 16, out VmReader reader);
                reader.Skip(length);
            });
            Refused(OstdError.InvalidArgs, () =>
            {
                program.Space.TryWriter(UserScript.Data, 16, out VmWriter writer);
                writer.Skip(length);
            });
        }
        Refused(OstdError.InvalidArgs, () =>
        {
            program.Space.TryReader(UserScript.Data, 16, out VmReader reader);
            reader.Limit(-1);
        });
    }

    private static void EditWithInterruptsOff()
    {
        using var home = new UserScript(static _ => { });
        var stop = new AtomicBool(false);
        var other = Task.Spawn(() =>
        {
            using var program = new UserScript(static user => user.Load64(0x48_0000), home.Space, 0x48_0000);
            while (!stop.Load(MemoryOrder.Acquire))
            {
                program.Map(Victim, [], PageFlags.Read);
                home.Space.TryReader(Victim, 1, out VmReader reader);
                reader.TryReadByte(out _);
                using VmCursor cursor = home.Space.Cursor(Victim, Victim + Page);
                cursor.Unmap(Page);
            }
        });
        for (int round = 0; round < 40; round++)
        {
            using CpuGuard guard = CpuGuard.DisableInterrupts();
            using VmCursor cursor = home.Space.Cursor(Victim, Victim + Page);
            cursor.Unmap(Page);
        }
        stop.Store(true, MemoryOrder.Release);
        while (!other.HasExited)
            Task.Yield();
    }

    private static void StaleReader()
    {
        using var program = new UserScript(static _ => { });
        Require(program.Space.TryReader(UserScript.Data, 16, out VmReader reader) && reader.TryReadUInt64(out _), "the data page is readable");
        VmSpace other = Lookalike();
        other.Activate();
        Require(!reader.TryReadUInt64(out _), "a reader went on reading in another space");
        other.Dispose();
    }

    private static void VanishesMeanwhile()
    {
        using var home = new UserScript(static _ => { });
        var stop = new AtomicBool(false);
        var other = Task.Spawn(() =>
        {
            while (!stop.Load(MemoryOrder.Acquire))
            {
                home.Map(Victim, [], PageFlags.Read | PageFlags.Write);
                Task.Yield();
                using VmCursor cursor = home.Space.Cursor(Victim, Victim + Page);
                cursor.Unmap(Page);
            }
        });
        var buffer = new byte[3 * 4096];
        using UFrame sink = UFrame.Alloc();
        home.Map(Victim - Page, [], PageFlags.Read | PageFlags.Write);
        home.Map(Victim + Page, [], PageFlags.Read | PageFlags.Write);
        for (int round = 0; round < 40; round++)
        {
            home.Space.TryWriter(Victim - Page, 3 * Page, out VmWriter writer);
            long written = writer.Write(buffer, out bool faulted);
            Require(written == (faulted ? 4096 : 3 * 4096), $"{written} bytes were written, fault: {faulted}");
            home.Space.TryReader(Victim - Page, 2 * Page, out VmReader reader);
            reader.Skip(4096);
            VmWriter page = sink.Writer();
            long moved = reader.Read(ref page, out faulted);
            Require(moved == (faulted ? 0 : 4096), $"{moved} bytes were moved, fault: {faulted}");
        }
        stop.Store(true, MemoryOrder.Release);
        while (!other.HasExited)
            Task.Yield();
    }

    private static void HostileHandlers()
    {
        using var program = new UserScript(static _ => { });
        VmSpace space = program.Space;
        using UFrame sink = UFrame.Alloc();

        Kernel.Current.UserFaultHandler = new Handler((_, _) => true); // says it is there; it never is
        space.TryReader(Victim, 8, out VmReader reader);
        Require(!reader.TryReadUInt64(out _), "memory that is not there was read");

        Kernel.Current.UserFaultHandler = new Handler((_, _) => throw new AttackSucceededException("a handler, which may sleep, was asked in atomic mode"));
        foreach (bool interruptsOff in (bool[])[false, true])
        {
            using (interruptsOff ? CpuGuard.DisableInterrupts() : CpuGuard.DisablePreemption())
            {
                space.TryReader(Victim, 8, out reader);
                Require(!reader.TryReadUInt64(out _), "memory that is not there was read in atomic mode");
            }
        }

        Kernel.Current.UserFaultHandler = new Handler((_, _) => throw new InvalidTimeZoneException());
        try
        {
            space.TryReader(Victim, 8, out reader);
            VmWriter page = sink.Writer();
            reader.Read(ref page, out _);
            throw new AttackSucceededException("the handler's exception did not come out");
        }
        catch (InvalidTimeZoneException)
        {
        }
        Require(Kernel.Current.Machine.InterruptsEnabled, "interrupts are off after the handler threw");

        Kernel.Current.UserFaultHandler = new Handler((address, _) =>
        {
            program.Map(address & ~0xfffUL, [1, 2, 3], PageFlags.Read);
            return true;
        });
        space.TryReader(Victim, 1, out reader);
        Require(reader.TryReadByte(out byte value) && value == 1, "a page that the handler mapped was not read");
    }

    private sealed class Handler(Func<ulong, PageFaultAccess, bool> resolve) : IUserFaultHandler
    {
        public bool TryResolve(ulong address, PageFaultAccess access) => resolve(address, access);
    }
}
