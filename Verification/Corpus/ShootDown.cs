using Verification.Exploration;

namespace Verification.Corpus;

/// <summary>
/// Two CPUs flush each other's TLB: each queues a request at the other and waits until it is served by the other's interrupt handler. The handler takes the lock
/// of its CPU's queue. When a CPU is interrupted while it holds a queue's lock itself, the handler waits for the code it interrupted: for ever.
/// Repair: interrupts are off while a queue is locked.
/// </summary>
internal static class ShootDown
{
    public static KnownFailure QueueLockedWithInterruptsOn { get; } = new(
        "A TLB shoot-down's queue is locked with interrupts enabled", MemoryModel.Sc, "deadlock",
        s => Build(s, interruptsOff: false), s => Build(s, interruptsOff: true));

    private const long Enabled = 0, Masked = 1, InHandler = 2;

    // One CPU's normal flow and its interrupt handler as two strands: the handler starts only while interrupts are enabled,
    // and the normal flow goes on only outside the handler.
    private static void Build(Scenario s, bool interruptsOff)
    {
        var (queue, cpu, pending) = (s.Word(name: "queue lock"), s.Word(Enabled, "cpu 0"), s.Word(name: "interrupt pending"));
        s.Strand(() =>
        {
            if (interruptsOff)
                Become(Masked);
            Take(queue);
            cpu.Await(state => state != InHandler);
            queue.Store(0);
            if (interruptsOff)
                cpu.Store(Enabled);
        }, "cpu 0");
        s.Strand(() =>
        {
            pending.Await(p => p == 1);
            Become(InHandler);
            Take(queue);
            queue.Store(0);
            cpu.Store(Enabled);
        }, "cpu 0's handler");
        s.Strand(() => pending.Store(1), "cpu 1");

        void Become(long state)
        {
            while (!cpu.CompareExchange(state, Enabled))
                cpu.Await(c => c == Enabled);
        }

        static void Take(SharedWord word)
        {
            while (!word.CompareExchange(1, 0))
                word.Await(w => w == 0);
        }
    }
}
