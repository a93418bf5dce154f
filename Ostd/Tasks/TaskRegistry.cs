using Ostd.Sync;

namespace Ostd.Tasks;

/// <summary>Every task that has not been reaped, in a list threaded through the tasks: the collector scans their stacks.</summary>
internal sealed class TaskRegistry
{
    // Order: innermost; taken with interrupts disabled.
    private readonly SpinLock _lock = new(irq: true);
    private Task? _first;
    private int _count;

    private AtomicInt64 _lastNumber = new();

    internal long NextNumber() => _lastNumber.FetchAdd(1) + 1;

    internal int Count => _count;

    internal void Add(Task task)
    {
        using var guard = _lock.Lock();
        task.NextInRegistry = _first;
        if (_first is not null)
            _first.PreviousInRegistry = task;
        _first = task;
        _count++;
    }

    internal void Remove(Task task)
    {
        using var guard = _lock.Lock();
        if (task.NextInRegistry is { } next)
            next.PreviousInRegistry = task.PreviousInRegistry;
        if (task.PreviousInRegistry is { } previous)
            previous.NextInRegistry = task.NextInRegistry;
        else
            _first = task.NextInRegistry;
        task.NextInRegistry = task.PreviousInRegistry = null;
        _count--;
    }

    /// <summary>The first task, for a walk along <see cref="Task.NextInRegistry"/> while every other CPU is stopped.</summary>
    internal Task? FirstWhileStopped => _first;
}
