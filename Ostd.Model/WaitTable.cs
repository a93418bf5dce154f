using System;
using System.Collections.Generic;
using Ostd.Tasks;

namespace Ostd.Model;

/// <summary>
/// Who holds which lock, who waits for one, and who sleeps until what: tells why nobody goes on (<see cref="FindCycle"/>, <see cref="Asleep"/>).
/// </summary>
internal sealed class WaitTable
{
    private readonly Dictionary<object, List<Holding>> _holders = new(ReferenceEqualityComparer.Instance);
    // What each task is waiting for, innermost last: whoever waits for a mutex takes the spin lock of its queue meanwhile.
    private readonly Dictionary<Task, List<NamedLock>> _wanted = [];
    private readonly Dictionary<Task, Stack<Sleep>> _asleep = [];

    /// <param name="By">Who holds it; of a reader-writer lock, one of those who do.</param>
    /// <param name="Where">Where it was taken; empty when nobody asked for that.</param>
    internal readonly record struct Holding(Task By, string Where);

    /// <param name="Condition">What must hold.</param>
    /// <param name="Cancelled">What also ends the sleep, or null.</param>
    internal readonly record struct Sleep(Func<bool> Condition, Func<bool>? Cancelled);

    /// <summary>One who waits, for what, and who has it.</summary>
    internal readonly record struct Wait(Task Waiter, NamedLock For, Holding Held);

    internal void Want(Task task, in NamedLock wanted)
    {
        if (!_wanted.TryGetValue(task, out var wants))
            _wanted[task] = wants = [];
        wants.Add(wanted);
    }

    internal void Take(Task task, object taken, string where)
    {
        if (_wanted.TryGetValue(task, out var wants))
            Forget(wants, taken);
        if (!_holders.TryGetValue(taken, out var holders))
            _holders[taken] = holders = [];
        holders.Add(new Holding(task, where));
    }

    private static void Forget(List<NamedLock> wants, object taken)
    {
        for (int i = wants.Count - 1; i >= 0; i--)
            if (wants[i].Lock == taken)
                wants.RemoveAt(i);
    }

    internal void Release(Task task, object released)
    {
        if (!_holders.TryGetValue(released, out var holders))
            return;
        int own = holders.FindLastIndex(h => h.By == task);
        holders.RemoveAt(own >= 0 ? own : holders.Count - 1);
        if (holders.Count == 0)
            _holders.Remove(released);
    }

    internal void FallAsleep(Task task, in Sleep sleep)
    {
        if (!_asleep.TryGetValue(task, out var sleeps))
            _asleep[task] = sleeps = new Stack<Sleep>(); // the condition of one wait may wait itself
        sleeps.Push(sleep);
    }

    internal void WakeUp(Task task)
    {
        if (!_asleep.TryGetValue(task, out var sleeps) || !sleeps.TryPop(out _))
            return;
        if (sleeps.Count == 0)
            _asleep.Remove(task);
    }

    /// <summary>Everybody who sleeps in a queue, and until what.</summary>
    internal IEnumerable<(Task Task, Sleep Until)> Asleep
    {
        get
        {
            foreach ((Task task, Stack<Sleep> sleeps) in _asleep)
                yield return (task, sleeps.Peek());
        }
    }

    /// <summary>What a task waits for, when it is a lock that somebody holds.</summary>
    internal Wait? WaitOf(Task task) =>
        _wanted.TryGetValue(task, out var wants) && wants.Count != 0 && _holders.TryGetValue(wants[^1].Lock, out var holders) ? new Wait(task, wants[^1], holders[0]) : null;

    /// <summary>Some who wait for each other, each for the next one and the last for the first; empty when there are none.</summary>
    internal IReadOnlyList<Wait> FindCycle()
    {
        foreach (Task start in _wanted.Keys)
        {
            var path = new List<Wait>();
            for (Task at = start; WaitOf(at) is { } wait; at = wait.Held.By)
            {
                int seen = path.FindIndex(w => w.Waiter == at);
                if (seen >= 0)
                    return path.GetRange(seen, path.Count - seen);
                path.Add(wait);
            }
        }
        return [];
    }
}
