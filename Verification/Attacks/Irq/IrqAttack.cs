using System;
using Ostd;
using Ostd.Model;
using Ostd.Seam;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.Traps;
using Verification.Checking;

namespace Verification.Attacks.Irq;

/// <summary>Handlers that misbehave, interrupts that nobody ordered, and lines that go away while they are handled.</summary>
internal static class IrqAttack
{
    public static Checker Checker { get; } = Attack.Checker(
        "Interrupt handlers and unwanted interrupts leave the kernel in order", [], "irq",
        [
            new Move("a handler that throws", () => Handle(() => throw new InvalidOperationException("boo")), Panic: "threw InvalidOperationException"),
            new Move("a handler that sleeps", () => Handle(Task.Yield), Panic: "sleep"),
            new Move("a handler that keeps a guard", () => Handle(KeepGuard), Panic: "guard that it did not dispose"),
            new Move("a vector of the framework", FrameworkVectors),
            new Move("spurious interrupts of the legacy controllers", Spurious),
            new Move("a vector that nobody has, again and again", Storm),
            new Move("a line that its own handler disposes and allocates", DisposeAndTakeAgain),
            new Move("a line that is disposed while another CPU handles it", DisposeElsewhere, Cpus: 2),
        ]);

    private static void Handle(Action handler)
    {
        using var line = IrqLine.Alloc();
        line.SetHandler(handler);
        Raise(line.Vector);
    }

    private static void KeepGuard() => _ = IrqGuard.Enter();

    private static void FrameworkVectors()
    {
        foreach (int vector in (int[])[-1, 1, 2, 8, 14, 0x1f, 0x20, 0x2f, 0xe0, 0xf0, 0xf1, 0xff, 0x100, 0x130, int.MinValue, int.MaxValue])
            Attack.Refused(OstdError.InvalidArgs, () => IrqLine.Alloc(vector));
    }

    // Nothing is in service: an end of interrupt would end one that a task was interrupted by. The model objects to it.
    private static void Spurious()
    {
        var machine = (ModelMachine)Root.Machine;
        foreach (bool second in (bool[])[false, true])
        {
            using (new InterruptsOff(machine))
                TrapEntry.Interrupt(machine.Pic.SpuriousVector(second), fromUser: false);
        }
        using (new InterruptsOff(machine))
            TrapEntry.Interrupt(Vectors.Spurious, fromUser: false);
    }

    private static void Storm()
    {
        const int Repeats = 10;
        int calls = 0;
        using var line = IrqLine.Alloc(Vectors.FirstLine + 0x40);
        line.SetHandler(() => calls++);
        long before = Kernel.Current.Irqs.Unexpected.Load(MemoryOrder.Relaxed);
        foreach (int vector in (int[])[0x20, 0x27, 0x2f, Vectors.FirstLine + 0x41, Vectors.LastLine, 0xe1, 0xfe])
        {
            for (int i = 0; i < Repeats; i++)
                Raise(vector);
        }
        Raise(line.Vector);
        Attack.Require(calls == 1, $"after a storm on other vectors the line's handler ran {calls} times for one interrupt");
        long unexpected = Kernel.Current.Irqs.Unexpected.Load(MemoryOrder.Relaxed) - before;
        Attack.Require(unexpected == 7 * Repeats, $"{unexpected} of {7 * Repeats} unexpected interrupts were counted");
    }

    private static void DisposeAndTakeAgain()
    {
        IrqLine line = IrqLine.Alloc();
        int vector = line.Vector, runs = 0;
        OstdException? refused = null;
        line.SetHandler(() =>
        {
            runs++;
            line.Dispose();
            try
            {
                IrqLine.Alloc(vector).Dispose(); // this handler still runs for it
            }
            catch (OstdException e)
            {
                refused = e;
            }
        });
        Raise(vector);
        Raise(vector);
        Attack.Require(runs == 1, $"a line that its handler disposed ran {runs} times");
        Attack.Require(refused?.Error == OstdError.NotEnoughResources, "the vector went to a new owner while its last handler was running");
        using var next = IrqLine.Alloc(vector);
    }

    private static void DisposeElsewhere()
    {
        const int Rounds = 4;
        for (int round = 0; round < Rounds; round++)
        {
            var state = new AtomicInt32(0);
            IrqLine line = IrqLine.Alloc();
            int vector = line.Vector;
            line.SetHandler(() =>
            {
                state.FetchAdd(1);
                for (int i = 0; i < 5; i++)
                    Root.Machine.Pause();
                state.FetchAdd(-1);
            });
            Task.Spawn(() =>
            {
                for (int i = 0; i < 3; i++)
                    Raise(vector);
            });
            for (int i = 0; i < round; i++)
                Task.Yield();
            line.Dispose();
            IrqLine? next = null;
            while (next is null)
            {
                try
                {
                    next = IrqLine.Alloc(vector);
                }
                catch (OstdException e) when (e.Error == OstdError.NotEnoughResources)
                {
                    Task.Yield();
                }
            }
            Attack.Require(state.Load(MemoryOrder.SeqCst) == 0, "the vector went to a new owner while the last one's handler was running on another CPU");
            next.Dispose();
        }
    }

    private static void Raise(int vector)
    {
        using (IrqGuard guard = IrqGuard.Enter())
            guard.Cpu.Kernel.LocalApic.SendInterrupt(guard.Cpu.ApicId, vector);
        Root.Machine.Pause(); // a step at which it is taken
    }
}
