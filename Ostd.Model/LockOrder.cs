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
    // For each class: the classes that were taken while one of it was held, and by whom first.
    private readonly Dictionary<string, Dictionary<string, string>> _after = [];

    // Pairs of locks of one class, by number, in the order in which they were taken.
    private readonly ConditionalWeakTable<object, object> _numbers = [];
    private readonly HashSet<(int First, int Second)> _pairs = [];
    private int _count;

    /// <summary>A task takes a lock, and would have waited for it: a mere attempt cannot be part of a deadlock.</summary>
    /// <param name="task">The one that takes it.</param>
    /// <param name="held">What it holds already.</param>
    /// <param name="taken">The lock.</param>
    /// <exception cref="ModelViolationException">Others take the same locks the other way round.</exception>
    internal void Take(Task task, IReadOnlyList<NamedLock> held, NamedLock taken)
    {
        foreach (NamedLock outer in held)
            Order(task, outer, taken);
    }

    private void Order(Task task, NamedLock outer, NamedLock inner)
    {
        (string outerClass, string innerClass) = (outer.Place, inner.Place);
        if (outerClass == innerClass)
        {
            int first = NumberOf(outer.Lock), second = NumberOf(inner.Lock);
            if (_pairs.Contains((second, first)))
                throw new ModelViolationException($"Lock order: {task} takes two locks made at {innerClass} in another order than was done before.");
            _pairs.Add((first, second));
            return;
        }
        if (!_after.TryGetValue(outerClass, out var next))
            _after[outerClass] = next = [];
        if (!next.TryAdd(innerClass, task.ToString()))
            return;
        if (PathBetween(innerClass, outerClass) is { } path)
            throw new ModelViolationException($"Lock order: {task} takes the lock made at {innerClass} while it holds the one made at {outerClass}, but before:{path}");
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
