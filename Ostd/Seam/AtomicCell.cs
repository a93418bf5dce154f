#if !METAL
using System;
using System.Collections.Generic;
using Ostd.Seam;

namespace Ostd.Sync;

/// <summary>Kinds of shared accesses, as the explorer distinguishes them.</summary>
internal enum AtomicAccess
{
    Load, Store, ReadModifyWrite, Fence,
}

/// <summary>
/// The word behind an atomic on the host. Every operation on it is an event of the model machine: the point where another CPU may run or an
/// interrupt arrive. It is an object, so that it has an identity, and a store to it can wait in a CPU's store buffer. The metal has the bare word instead.
/// </summary>
internal abstract class AtomicCell
{
    private protected AtomicCell(bool isLate) => Location = Root.MachineIfBound?.NewLocation(isLate) ?? 0;

    /// <summary>
    /// Names the word: who made it and which of its words it is, so that the name is the same in every interleaving that gives its maker the same past.
    /// 0 when no machine was bound.
    /// </summary>
    /// <remarks>A field that was never constructed gets its cell at the first access: then the name would depend on who came first. Write <c>= new()</c>.</remarks>
    internal long Location { get; }

    /// <summary>Counts the stores that have reached it.</summary>
    internal int Version { get; private protected set; }

    /// <summary>What is in memory, as a number: of a reference only whether there is one.</summary>
    internal abstract ulong Code { get; }

    /// <summary>It holds a reference.</summary>
    internal abstract bool IsReference { get; }

    /// <summary>What is in memory, for people.</summary>
    internal abstract string Text { get; }

    /// <summary>The oldest store to it in the CPU's store buffer reaches memory.</summary>
    internal abstract void Flush(int cpu);
}

internal sealed class AtomicCell<T> : AtomicCell
{
    private T _value;

    // Stores that their CPUs alone see yet, oldest first.
    private List<(int Cpu, T Value)>? _buffered;

    internal AtomicCell(T value, bool isLate = false)
        : base(isLate) => _value = value;

    /// <summary>The cell of a field, made now when the field was never constructed.</summary>
    internal static AtomicCell<T> Of(ref AtomicCell<T>? field)
    {
        if (field is { } cell)
            return cell;
        System.Threading.Interlocked.CompareExchange(ref field, new AtomicCell<T>(default!, isLate: true), null);
        return field;
    }

    internal override ulong Code => CodeOf(_value);

    internal override bool IsReference => !typeof(T).IsValueType;

    internal override string Text => TextOf(_value);

    internal T Load(MemoryOrder order)
    {
        if (Root.MachineIfBound is not { } machine)
        {
            lock (this)
                return _value;
        }
        machine.BeforeAtomic(this, AtomicAccess.Load, order);
        T value = Seen(machine);
        ulong code = CodeOf(value);
        machine.AfterAtomic(this, AtomicAccess.Load, order, code, code);
        return value;
    }

    internal void Store(T value, MemoryOrder order)
    {
        if (Root.MachineIfBound is not { } machine)
        {
            lock (this)
                _value = value;
            return;
        }
        if (order != MemoryOrder.SeqCst && machine.TryBufferStore(this, order))
        {
            (_buffered ??= []).Add((machine.CurrentCpu, value));
            return;
        }
        machine.BeforeAtomic(this, AtomicAccess.Store, order);
        ulong old = CodeOf(_value);
        Set(value);
        machine.AfterAtomic(this, AtomicAccess.Store, order, old, CodeOf(value));
    }

    internal T CompareExchange(T value, T comparand)
    {
        if (Root.MachineIfBound is not { } machine)
        {
            lock (this)
                return Exchange(value, comparand);
        }
        machine.BeforeAtomic(this, AtomicAccess.ReadModifyWrite, MemoryOrder.SeqCst);
        T old = Exchange(value, comparand);
        machine.AfterAtomic(this, AtomicAccess.ReadModifyWrite, MemoryOrder.SeqCst, CodeOf(old), CodeOf(_value));
        return old;
    }

    /// <summary><see cref="CompareExchange"/>, by a caller that waits until it succeeds.</summary>
    internal T Take(T value, T free)
    {
        if (Root.MachineIfBound is not { } machine || IsReference && IsSame(Seen(machine), value)) // waiting for itself: the caller wants to know
            return CompareExchange(value, free);
        machine.BeforeTake(this);
        T old = Exchange(value, free);
        machine.AfterAtomic(this, AtomicAccess.ReadModifyWrite, MemoryOrder.SeqCst, CodeOf(old), CodeOf(_value));
        return old;
    }

    /// <summary>Replaces the value by a function of it and an operand; returns what it was.</summary>
    internal T Update(T operand, Func<T, T, T> next)
    {
        T old;
        if (Root.MachineIfBound is not { } machine)
        {
            lock (this)
            {
                old = _value;
                _value = next(old, operand);
            }
            return old;
        }
        machine.BeforeAtomic(this, AtomicAccess.ReadModifyWrite, MemoryOrder.SeqCst);
        old = _value;
        Set(next(old, operand));
        machine.AfterAtomic(this, AtomicAccess.ReadModifyWrite, MemoryOrder.SeqCst, CodeOf(old), CodeOf(_value));
        return old;
    }

    internal override void Flush(int cpu)
    {
        int oldest = _buffered!.FindIndex(s => s.Cpu == cpu);
        Set(_buffered[oldest].Value);
        _buffered.RemoveAt(oldest);
    }

    private T Exchange(T value, T comparand)
    {
        T old = _value;
        if (IsSame(old, comparand))
            Set(value);
        return old;
    }

    private static bool IsSame(T a, T b) => typeof(T).IsValueType ? EqualityComparer<T>.Default.Equals(a, b) : ReferenceEquals(a, b);

    private void Set(T value)
    {
        _value = value;
        Version++;
    }

    // A CPU reads through its own store buffer: the youngest of its stores to the word wins.
    private T Seen(Machine machine)
    {
        if (_buffered is { Count: > 0 })
        {
            int youngest = _buffered.FindLastIndex(s => s.Cpu == machine.CurrentCpu);
            if (youngest >= 0)
                return _buffered[youngest].Value;
        }
        return _value;
    }

    private static ulong CodeOf(T value) => value switch
    {
        int number => (ulong)(long)number,
        long number => (ulong)number,
        ulong number => number,
        null => 0,
        _ => 1,
    };

    private static string TextOf(T value) => value?.ToString() ?? "null";
}
#endif
