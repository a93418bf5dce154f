using Ostd.Traps;

namespace Ostd.Tasks;

/// <summary>
/// Keeps the running task on its CPU until disposed: no other task runs there meanwhile, and with <see cref="DisableInterrupts"/> no interrupt handler either.
/// Holding one is atomic mode: nothing may sleep. Guards nest, and may be disposed in any order; a second disposal, or that of a copy, does nothing.
/// </summary>
public readonly ref struct CpuGuard
{
    private readonly Task? _task;
    private readonly int _slot;
    private readonly ulong _number;
    private readonly bool _irq;

    private CpuGuard(Task task, bool irq)
    {
        task.Guards.RequireRoom();
        task.DisablePreemption();
        if (irq)
            IrqGuard.Disable();
        _task = task;
        _irq = irq;
        _slot = task.Guards.Add(Kind, out _number);
    }

    /// <summary>Any context.</summary>
    /// <exception cref="OstdException">The task holds too many guards.</exception>
    public static CpuGuard DisablePreemption() => new(Task.Current, irq: false);

    /// <summary>Any context.</summary>
    /// <exception cref="OstdException">The task holds too many guards.</exception>
    public static CpuGuard DisableInterrupts() => new(Task.Current, irq: true);

    /// <summary>The CPU that the task stays on, from 0.</summary>
    /// <exception cref="OstdException">The guard was disposed.</exception>
    public int Cpu => Holder.Cpu.Index;

    /// <summary>The task, while the guard holds.</summary>
    internal Task Holder => _task is { } task && task.Guards.Contains(_slot, _number)
        ? task
        : throw new OstdException(OstdError.Stale, "A CPU guard was used after it was disposed: from then on the task may be on another CPU.");

    public void Dispose()
    {
        if (_task is not { } task || !task.Guards.TryRemove(_slot, _number))
            return;
        if (_irq)
        {
            task.PreemptCount--;
            IrqGuard.Restore(task.Cpu);
        }
        else
        {
            PreemptGuard.Leave(task);
        }
    }

    // What the table of held guards knows these by; nobody asks for it.
    private const string Kind = "CPU";
}
