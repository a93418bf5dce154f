using System.Collections.Generic;
using Ostd.Tasks;

namespace Ostd.Model;

/// <summary>The locks of every kind that each task of a machine holds, in the order in which it took them.</summary>
internal sealed class HeldLocks
{
    private readonly Dictionary<Task, List<NamedLock>> _held = [];

    public IReadOnlyList<NamedLock> Of(Task task) => _held.TryGetValue(task, out var held) ? held : [];

    public void Take(Task task, NamedLock taken)
    {
        if (!_held.TryGetValue(task, out var held))
            _held[task] = held = [];
        held.Add(taken);
    }

    public void Release(Task task, object released)
    {
        if (!_held.TryGetValue(task, out var held))
            return;
        int last = held.FindLastIndex(h => h.Lock == released);
        if (last >= 0)
            held.RemoveAt(last);
        if (held.Count == 0)
            _held.Remove(task);
    }
}
