using System;
using InKernel.Ostd;
using InKernel.Services.Files;
using Ostd;
using Ostd.Frames;
using Ostd.Heap;
using Ostd.Io;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.Traps;
using Ostd.User;
using Ostd.UserSpace;
using Services.Linux;
using Services.Pipes;
using Services.Vfs;
using static InKernel.Ostd.Assembler;

namespace InKernel.Benchmarks;

/// <summary>
/// What the hot paths of the kernel cost. Measured by the time-stamp counter, which under QEMU's <c>-icount shift=0</c> counts instructions: the figures are then the same on every machine and
/// under any load.
/// </summary>
public static class KernelBenchmarks
{
    /// <summary>Before each line of the report: the figure, then what was done.</summary>
    public const string Line = "##bench ";

    private const int Rounds = 200, Windows = 5;
    private const ulong FreeDeviceMemory = 0xe000_0000; // of a machine without PCI devices

    public static void Run(Action<string> writeLine)
    {
        ulong empty = Measure(static rounds =>
        {
            for (int i = 0; i < rounds; i++)
                Keep(s_kept);
        });

        void Report(string name, Action<int> body, int perRound) =>
            writeLine($"{Line}{(Measure(body) - empty) / (ulong)(Rounds * perRound)} {name}");

        SystemCalls(Report);
        PageFaults(Report);
        Report("context switch, one of two tasks that yield to each other", SwitchTasks, 2);
        Pipes(Report);
        Report("frame: allocate, fill with zeros, free", static rounds =>
        {
            for (int i = 0; i < rounds; i++)
                UFrame.Alloc().Dispose();
        }, 1);
        Report("object of 32 bytes: allocate", static rounds =>
        {
            for (int i = 0; i < rounds; i++)
                Keep(new Pair(i, i));
        }, 1);
        Slots(Report);
        DeviceMemory(Report);
        Guards(Report);
    }

    /// <summary>The cheapest of several windows: an interrupt that comes into one is not the path's.</summary>
    private static ulong Measure(Action<int> body)
    {
        body(Rounds);
        ulong least = ulong.MaxValue;
        for (int window = 0; window < Windows; window++)
        {
            ulong start = Kernel.Current.Machine.ReadTsc();
            body(Rounds);
            least = Math.Min(least, Kernel.Current.Machine.ReadTsc() - start);
        }
        return least;
    }

    private static void SystemCalls(Action<string, Action<int>, int> report)
    {
        var code = new Assembler();
        ulong start = code.Here;
        using var program = new UserProgram(code.Emit(0x0f, 0x05).Jump(start));
        Func<bool> nothing = static () => false;
        report("null system call: out of user mode and back, without the services", rounds =>
        {
            for (int i = 0; i < rounds; i++)
                Check.True(program.Mode.Execute(nothing) == ReturnReason.Syscall);
        }, 1);
    }

    private static void PageFaults(Action<string, Action<int>, int> report)
    {
        const ulong area = 0x100_0000;
        var code = new Assembler();
        ulong start = code.Here;
        using var program = new UserProgram(code.Move(Rax, 1).Emit(0x48, 0x89, 0x07, 0x48, 0x81, 0xc7, 0x00, 0x10, 0x00, 0x00, 0x0f, 0x05).Jump(start)); // mov [rdi], rax; add rdi, 4096
        IUserFaultHandler? before = Kernel.Current.UserFaultHandler;
        Kernel.Current.UserFaultHandler = new FreshPages(program);
        report("page fault: a new frame mapped, and the system call after it", rounds =>
        {
            program.Context.Rdi = area;
            for (int i = 0; i < rounds; i++)
                Check.True(program.Run() == ReturnReason.Syscall);
            using VmCursor cursor = program.Space.Cursor(area, area + (ulong)rounds * Page.Size);
            cursor.Unmap((ulong)rounds * Page.Size);
        }, 1);
        Kernel.Current.UserFaultHandler = before;
    }

    private sealed class FreshPages(UserProgram program) : IUserFaultHandler
    {
        public bool TryResolve(ulong address, PageFaultAccess access)
        {
            program.Map(Page.AlignDown(address), [], PageFlags.Read | PageFlags.Write);
            return true;
        }
    }

    private static void SwitchTasks(int rounds)
    {
        var other = new InKernel.Ostd.CountDown(1);
        var ends = new AtomicBool();
        Task.Spawn(() =>
        {
            while (!ends.Load(MemoryOrder.Relaxed))
                Task.Yield();
            other.Signal();
        });
        for (int i = 0; i < rounds; i++)
            Task.Yield();
        ends.Store(true, MemoryOrder.Relaxed);
        other.Wait();
    }

    private static void Pipes(Action<string, Action<int>, int> report)
    {
        FileTree.Create();
        Pipe.Create(default, out FileDescription hereReads, out FileDescription thereWrites);
        Pipe.Create(default, out FileDescription thereReads, out FileDescription hereWrites);
        report("pipe round trip: a byte to another task and one back", rounds =>
        {
            Task.Spawn(() =>
            {
                var byteThere = new byte[1];
                for (int i = 0; i < rounds; i++)
                {
                    Read(thereReads, byteThere);
                    Write(thereWrites, byteThere);
                }
            });
            var byteHere = new byte[1];
            for (int i = 0; i < rounds; i++)
            {
                Write(hereWrites, byteHere);
                Read(hereReads, byteHere);
            }
        }, 1);
    }

    private static void Read(FileDescription file, byte[] bytes)
    {
        var destination = new VmWriter(bytes);
        Check.Equal(1L, file.Read(ref destination));
    }

    private static void Write(FileDescription file, byte[] bytes)
    {
        var source = new VmReader(bytes);
        Check.Equal(1L, file.Write(ref source));
    }

    private static void Slots(Action<string, Action<int>, int> report)
    {
        Check.True(Slab.TryCreate(64, 1, out Slab slab));
        var one = new HeapSlot[1];
        report("slab: take a slot and return it", rounds =>
        {
            for (int i = 0; i < rounds; i++)
            {
                slab.Alloc(one);
                slab.TryReturn(one[0]);
            }
        }, 1);
        Check.True(slab.TryFree());
    }

    private static void DeviceMemory(Action<string, Action<int>, int> report)
    {
        using IoMem registers = IoMem.Acquire(FreeDeviceMemory, Page.Size);
        report("device memory: read a word", rounds =>
        {
            for (int i = 0; i < rounds; i++)
                registers.Read32(0);
        }, 1);
    }

    private static void Guards(Action<string, Action<int>, int> report)
    {
        var plain = new SpinLock();
        var masking = new SpinLock(irq: true);
        report("preemption guard: enter and leave", static rounds =>
        {
            for (int i = 0; i < rounds; i++)
                PreemptGuard.Enter().Dispose();
        }, 1);
        report("interrupt guard: enter and leave", static rounds =>
        {
            for (int i = 0; i < rounds; i++)
                IrqGuard.Enter().Dispose();
        }, 1);
        report("spin lock: take and release", rounds =>
        {
            for (int i = 0; i < rounds; i++)
                plain.Lock().Dispose();
        }, 1);
        report("spin lock that disables interrupts: take and release", rounds =>
        {
            for (int i = 0; i < rounds; i++)
                masking.Lock().Dispose();
        }, 1);
    }

    private static object? s_kept;

    private static void Keep(object? value) => s_kept = value;

    private sealed record Pair(long First, long Second);
}
