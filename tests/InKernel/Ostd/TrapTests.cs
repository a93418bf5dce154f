using System;
using Ostd;
using Ostd.Seam;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.Timers;
using Ostd.Traps;

namespace InKernel.Ostd;

public static class TrapTests
{
    [KernelTest]
    public static void A_line_handles_its_own_interrupts_only()
    {
        using var first = IrqLine.Alloc();
        using var second = IrqLine.Alloc();
        Check.NotEqual(first.Vector, second.Vector);
        int firstRaised = 0, secondRaised = 0;
        first.SetHandler(() => firstRaised++);
        second.SetHandler(() => secondRaised++);
        Raise(first.Vector);
        Check.Equal(1, firstRaised);
        Check.Equal(0, secondRaised);
        second.SetHandler(null);
        Raise(second.Vector);
        Check.Equal(0, secondRaised);
    }

    [KernelTest]
    public static void A_handler_runs_in_atomic_mode_on_top_of_the_interrupted_task()
    {
        using var line = IrqLine.Alloc();
        Task? seen = null;
        OstdException? refused = null;
        Action yield = Task.Yield;
        line.SetHandler(() =>
        {
            seen = Task.Current;
            refused = Check.Throws<OstdException>(yield);
        });
        Raise(line.Vector);
        Check.Same(Task.Current, seen);
        Check.Equal(OstdError.AtomicMode, refused!.Error);
        Check.True(refused.Message.Contains("interrupt handler"), refused.Message);
        Task.Yield();
    }

    [KernelTest]
    public static void A_line_that_was_given_back_handles_nothing()
    {
        var line = IrqLine.Alloc();
        int raised = 0;
        line.SetHandler(() => raised++);
        int vector = line.Vector;
        line.Dispose();
        line.Dispose();
        Raise(vector);
        Check.Equal(0, raised);
        Check.Equal(OstdError.Stale, Check.Throws<OstdException>(() => line.SetHandler(null)).Error);
        using var next = IrqLine.Alloc();
        Check.Equal(vector, next.Vector); // the vector is free again, and the old handle has no hold on it
        next.SetHandler(() => raised += 10);
        line.Dispose();
        Raise(vector);
        Check.Equal(10, raised);
    }

    [KernelTest]
    public static void Vectors_run_out_with_an_error()
    {
        var lines = new System.Collections.Generic.List<IrqLine>();
        try
        {
            OstdException refused = Check.Throws<OstdException>(() =>
            {
                while (true)
                    lines.Add(IrqLine.Alloc());
            });
            Check.Equal(OstdError.NotEnoughResources, refused.Error);
            Check.True(lines.Count > 100);
            foreach (IrqLine line in lines)
                Check.True(line.Vector is >= 0x30 and < 0xe0, "a client's vector is neither an exception's nor the framework's");
        }
        finally
        {
            foreach (IrqLine line in lines)
                line.Dispose();
        }
    }

    [KernelTest]
    public static void A_wakeup_from_a_handler_switches_at_the_end_of_the_interrupt_or_soon_after()
    {
        using var line = IrqLine.Alloc();
        var done = new Completion();
        var finished = new Completion();
        Task.Spawn(() =>
        {
            done.Wait();
            finished.Set();
        });
        for (int i = 0; i < 20; i++)
            Task.Yield();
        line.SetHandler(done.Set);
        Raise(line.Vector);
        finished.Wait();
    }

    [KernelTest]
    public static void Interrupts_wait_while_a_guard_is_held()
    {
        using var line = IrqLine.Alloc();
        var raised = new AtomicInt32();
        line.SetHandler(() => raised.FetchAdd(1));
        var outer = new SpinLock(irq: true);
        var inner = new SpinLock(irq: true);
        using (outer.Lock())
        {
            using (inner.Lock())
                SendToSelf(line.Vector);
            for (int i = 0; i < 1000; i++)
                Check.Equal(0, raised.Load(MemoryOrder.SeqCst)); // the inner guard does not enable what the outer one disabled
        }
        AwaitRaised(ref raised);
        Check.Equal(1, raised.Load(MemoryOrder.SeqCst));
    }

    [KernelTest]
    public static void Cross_calls_run_on_every_other_cpu_and_are_waited_for()
    {
        Kernel kernel = Kernel.Current;
        var call = new CountingCall();
        for (int round = 1; round <= 20; round++)
        {
            kernel.Interprocessor.Call(kernel.Interprocessor.Everybody, call);
            Check.Equal(round * (kernel.CpuCount - 1), call.Count.Load(MemoryOrder.SeqCst));
        }
    }

    [KernelTest]
    public static void Cpus_that_call_each_other_do_not_wait_for_ever()
    {
        const int Tasks = 4, Rounds = 30;
        var finished = new CountDown(Tasks);
        for (int i = 0; i < Tasks; i++)
        {
            Task.Spawn(() =>
            {
                Kernel kernel = Kernel.Current;
                var call = new CountingCall();
                for (int round = 0; round < Rounds; round++)
                {
                    kernel.Interprocessor.Call(kernel.Interprocessor.Everybody, call);
                    Task.Yield();
                }
                Check.Equal(Rounds * (kernel.CpuCount - 1), call.Count.Load(MemoryOrder.SeqCst));
                finished.Signal();
            });
        }
        finished.Wait();
    }

    // A CPU that spins for a lock with interrupts disabled still answers whoever holds the lock and calls it.
    [KernelTest]
    public static void A_holder_of_an_interrupt_lock_may_call_cpus_that_spin_for_it()
    {
        const int Tasks = 3, Rounds = 20;
        var spinLock = new SpinLock(irq: true);
        var finished = new CountDown(Tasks);
        for (int i = 0; i < Tasks; i++)
        {
            Task.Spawn(() =>
            {
                Kernel kernel = Kernel.Current;
                var call = new CountingCall();
                for (int round = 0; round < Rounds; round++)
                {
                    using (spinLock.Lock())
                        kernel.Interprocessor.Call(kernel.Interprocessor.Everybody, call);
                }
                finished.Signal();
            });
        }
        finished.Wait();
    }

    private sealed class CountingCall : CrossCall
    {
        internal AtomicInt32 Count = new();

        internal override void Run() => Count.FetchAdd(1);
    }

    private static void Raise(int vector)
    {
        using (PreemptGuard.Enter())
            SendToSelf(vector);
        // It is taken as soon as it arrives; emulated CPUs may need a moment.
        ulong end = Clock.MonotonicNs + 1_000_000;
        while (Clock.MonotonicNs < end)
        {
        }
    }

    private static void SendToSelf(int vector)
    {
        using var guard = IrqGuard.Enter();
        guard.Cpu.Kernel.LocalApic.SendInterrupt(guard.Cpu.ApicId, vector);
    }

    private static void AwaitRaised(ref AtomicInt32 raised)
    {
        ulong end = Clock.MonotonicNs + 10_000_000;
        while (raised.Load(MemoryOrder.SeqCst) == 0 && Clock.MonotonicNs < end)
        {
        }
    }
}
