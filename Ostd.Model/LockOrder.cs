using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using Ostd.Tasks;

namespace Ostd.Model;

/// <summary>
/// Watches in which order a machine's locks are taken. Locks made at the same place of the source are one class. If one task takes B while it holds A, and another one A
/// while it holds B, they can wait for each other for ever, even if this time they did not meet: that is reported, and so is every longer cycle. Two locks of one class
/// have no order of their own: they must be taken in the same order by everybody who takes both.
/// </summary>
internal sealed class LockOrder
{
    private readonly Dictionary<Task, List<Taken>> _held = [];

    // For each class: the classes that were taken while one of it was held, and by whom first.
    private readonly Dictionary<string, Dictionary<string, string>> _after = [];

    // Pairs of locks of one class, by number, in the order in which they were taken.
    private readonly ConditionalWeakTable<object, object> _numbers = [];
    private readonly HashSet<(int First, int Second)> _pairs = [];
    private int _count;

    private readonly record struct Taken(object Lock, string Class);

    /// <summary>The running task takes a lock.</summary>
    /// <param name="taken">The lock.</param>
    /// <param name="origin">Where it was made.</param>
    /// <param name="waited">The task would have waited for it: a mere attempt cannot be part of a deadlock.</param>
    /// <exception cref="ModelViolationException">Others take the same locks the other way round.</exception>
    internal void Take(Task task, object taken, string origin, bool waited)
    {
        if (!_held.TryGetValue(task, out var held))
            _held[task] = held = [];
        if (waited)
        {
            foreach (Taken outer in held)
                Order(task, outer, new Taken(taken, origin));
        }
        held.Add(new Taken(taken, origin));
    }

    internal void Release(Task task, object released)
    {
        if (!_held.TryGetValue(task, out var held))
            return;
        int last = held.FindLastIndex(h => h.Lock == released);
        if (last >= 0)
            held.RemoveAt(last);
        if (held.Count == 0)
            _held.Remove(task);
    }

    private void Order(Task task, Taken outer, Taken inner)
    {
        if (outer.Class == inner.Class)
        {
            int first = NumberOf(outer.Lock), second = NumberOf(inner.Lock);
            if (_pairs.Contains((second, first)))
                throw new ModelViolationException($"Lock order: {task} takes two locks made at {inner.Class} in another order than was done before.");
            _pairs.Add((first, second));
            return;
        }
        if (!_after.TryGetValue(outer.Class, out var next))
            _after[outer.Class] = next = [];
        if (!next.TryAdd(inner.Class, task.ToString()))
            return;
        if (PathBetween(inner.Class, outer.Class) is { } path)
            throw new ModelViolationException($"Lock order: {task} takes the lock made at {inner.Class} while it holds the one made at {outer.Class}, but before:{path}");
    }

    // How the second is taken, step by step, while the first is held; null when it never was.
    private string? PathBetween(string first, string last)
    {
        var seen = new HashSet<string> { first };
        return Search(first);

        string? Search(string from)
        {
            if (!_after.TryGetValue(from, out var next))
                return null;
            foreach ((string to, string who) in next)
            {
                string step = $"\n  {who} took {to} while it held {from}";
                if (to == last)
                    return step;
                if (seen.Add(to) && Search(to) is { } rest)
                    return step + rest;
            }
            return null;
        }
    }

    private int NumberOf(object taken)
    {
        if (!_numbers.TryGetValue(taken, out object? number))
            _numbers.Add(taken, number = ++_count);
        return (int)number;
    }
}
