using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Ostd;
using Ostd.Model;
using Ostd.Seam;
using Ostd.Sync;
using Ostd.Traps;
using Verification.Checking;

namespace Verification.Properties.Irq;

/// <summary>
/// Interrupt lines against a map from vectors to shares: an interrupt runs exactly the handlers of the shares that are alive, once each, in interrupt context; a vector is somebody's until its
/// last share is disposed, also when a handler disposes it.
/// </summary>
internal sealed class IrqLineProperty : PropertyRun<IrqLineProperty.Operation>
{
    public static Checker Checker { get; } = PropertyRunner.Checker(
        "An interrupt runs the handlers of its line's living shares, and vectors have one owner",
        [], "irq",
        Gen.Frequency(
            (3, Gen.Constant((Operation)new Alloc())),
            (3, from vector in Gen.Choose(0x2e, 0x34) select (Operation)new AllocCertain(vector)),
            (1, from vector in Numbers.Any64 select (Operation)new AllocCertain((int)vector)),
            (1, Gen.Constant((Operation)new AllocAll())),
            (4, from which in Gen.Choose(0, 30) select (Operation)new Share(which)),
            (4, from which in Gen.Choose(0, 30) from clear in Gen.Choose(0, 3) select (Operation)new SetHandler(which, clear == 0)),
            (3, from which in Gen.Choose(0, 30) from victim in Gen.Choose(0, 30) select (Operation)new SetDisposingHandler(which, victim)),
            (8, from which in Gen.Choose(0, 30) select (Operation)new Raise(which)),
            (2, from vector in Gen.Choose(0x20, 0xdf) select (Operation)new RaiseVector(vector)),
            (3, from first in Gen.Choose(0, 30) from second in Gen.Choose(0, 30) select (Operation)new RaiseTwo(first, second)),
            (5, from which in Gen.Choose(0, 30) select (Operation)new Dispose(which))),
        static () => new IrqLineProperty(),
        new PropertyOptions { Sequences = 60, MaxLength = 100 });

    private readonly Kernel _kernel = Kernel.Current;
    private readonly List<Handle> _handles = [];

    // The framework has lines itself (the console's).
    private readonly HashSet<int> _foreign = [];

    // Numbers of handles, in the order in which their handlers ran.
    private readonly List<Handle> _ran = [];

    private IrqLineProperty()
    {
        for (int vector = Vectors.FirstLine; vector <= Vectors.LastLine; vector++)
        {
            if (_kernel.Irqs.IsTaken(vector))
                _foreign.Add(vector);
        }
    }

    public abstract record Operation;

    public sealed record Alloc : Operation;

    public sealed record AllocCertain(int Vector) : Operation;

    /// <summary>Takes lines until there are none, and gives these back.</summary>
    public sealed record AllocAll : Operation;

    public sealed record Share(int Which) : Operation;

    public sealed record SetHandler(int Which, bool Clear) : Operation;

    /// <summary>A handler that disposes a share: its own, another of the line, or one of another line.</summary>
    public sealed record SetDisposingHandler(int Which, int Victim) : Operation;

    public sealed record Raise(int Which) : Operation;

    public sealed record RaiseVector(int Vector) : Operation;

    /// <summary>Two lines while interrupts are disabled: the more urgent first.</summary>
    public sealed record RaiseTwo(int First, int Second) : Operation;

    public sealed record Dispose(int Which) : Operation;

    private sealed class Handle(IrqLine line, int vector)
    {
        public IrqLine Line => line;
        public int Vector => vector;
        public bool IsDisposed { get; set; }
        public bool HasHandler { get; set; }
        public Handle? Disposes { get; set; }
    }

    public override void Apply(Operation operation)
    {
        switch (operation)
        {
            case Alloc:
                Take(Try(IrqLine.Alloc, out OstdError? error), error, null);
                break;
            case AllocCertain certain:
                Take(Try(() => IrqLine.Alloc(certain.Vector), out error), error, certain.Vector);
                break;
            case AllocAll:
                TakeAll();
                break;
            case Share share when Pick(share.Which) is { } handle:
                IrqLine? line = Try(handle.Line.Share, out error);
                RequireEqual(handle.IsDisposed ? OstdError.Stale : null, error, "a share");
                if (line is not null)
                    _handles.Add(new Handle(line, handle.Vector));
                break;
            case SetHandler set when Pick(set.Which) is { } handle:
                Set(handle, set.Clear ? null : () => OnInterrupt(handle), null);
                break;
            case SetDisposingHandler set when Pick(set.Which) is { } handle && Pick(set.Victim) is { } victim:
                Set(handle, () => OnInterrupt(handle), victim);
                break;
            case Raise raise when Pick(raise.Which) is { } handle:
                Interrupt(handle.Vector);
                break;
            case RaiseVector raise when !_foreign.Contains(raise.Vector):
                Interrupt(raise.Vector);
                break;
            case RaiseTwo two when Pick(two.First) is { } first && Pick(two.Second) is { } second && first.Vector != second.Vector:
                Interrupt(first.Vector, second.Vector);
                break;
            case Dispose dispose when Pick(dispose.Which) is { } handle:
                handle.Line.Dispose();
                handle.IsDisposed = true;
                break;
        }
        for (int vector = Vectors.FirstLine; vector <= Vectors.LastLine; vector++)
            RequireEqual(IsTaken(vector), _kernel.Irqs.IsTaken(vector), $"whether vector {vector:x} is taken");
    }

    public override void End()
    {
        foreach (Handle handle in _handles)
            handle.Line.Dispose();
        for (int vector = Vectors.FirstLine; vector <= Vectors.LastLine; vector++)
            RequireEqual(_foreign.Contains(vector), _kernel.Irqs.IsTaken(vector), $"whether vector {vector:x} is taken when all lines were given back");
    }

    private Handle? Pick(int which) => _handles.Count == 0 ? null : _handles[which % _handles.Count];

    private bool IsTaken(int vector) => _foreign.Contains(vector) || _handles.Exists(h => h.Vector == vector && !h.IsDisposed);

    private void Take(IrqLine? line, OstdError? error, int? vector)
    {
        if (vector is { } certain && certain != IrqTable.AnyVector && certain is < Vectors.FirstLine or > Vectors.LastLine)
            RequireEqual(OstdError.InvalidArgs, error, $"vector {certain:x}, which is no line's");
        else if (vector is { } wanted && wanted != IrqTable.AnyVector)
            RequireEqual(IsTaken(wanted) ? OstdError.NotEnoughResources : null, error, $"vector {wanted:x}");
        else
            RequireEqual(null, error, "some vector");
        if (line is null)
            return;
        Require(!IsTaken(line.Vector), $"vector {line.Vector:x} was given to two owners");
        Require(line.Vector is >= Vectors.FirstLine and <= Vectors.LastLine, $"vector {line.Vector:x} is not a client's");
        _handles.Add(new Handle(line, line.Vector));
    }

    private void TakeAll()
    {
        int free = 0;
        for (int vector = Vectors.FirstLine; vector <= Vectors.LastLine; vector++)
            free += IsTaken(vector) ? 0 : 1;
        var lines = new List<IrqLine>();
        OstdError? error;
        while (Try(IrqLine.Alloc, out error) is { } line)
        {
            lines.Add(line);
            Require(lines.Count <= free, "there are more lines than vectors");
        }
        RequireEqual(OstdError.NotEnoughResources, error, "a line when all vectors are taken");
        RequireEqual(free, lines.Count, "lines until there were none");
        foreach (IrqLine line in lines)
            line.Dispose();
    }

    private void Set(Handle handle, Action? handler, Handle? victim)
    {
        Try<object>(() => { handle.Line.SetHandler(handler); return handle; }, out OstdError? error);
        RequireEqual(handle.IsDisposed ? OstdError.Stale : null, error, "a handler");
        if (handle.IsDisposed)
            return;
        handle.HasHandler = handler is not null;
        handle.Disposes = victim;
    }

    private void OnInterrupt(Handle handle)
    {
        Require(!Root.Machine.InterruptsEnabled, "a handler runs with interrupts enabled");
        Require(_kernel.Cpus[0].InterruptDepth == 1, $"interrupts nest {_kernel.Cpus[0].InterruptDepth} deep");
        using (IrqGuard.Enter())
        {
        }
        Require(!Root.Machine.InterruptsEnabled, "a guard that a handler disposed enabled interrupts");
        _ran.Add(handle);
        if (handle.Disposes is { } victim)
        {
            victim.Line.Dispose();
            victim.IsDisposed = true;
        }
    }

    /// <summary>Raises vectors together, and compares who ran with what the model says: per vector, newest share first.</summary>
    private void Interrupt(params int[] vectors)
    {
        var alive = _handles.Where(h => !h.IsDisposed).ToList();
        long unexpected = _kernel.Irqs.Unexpected.Load(MemoryOrder.Relaxed);
        _ran.Clear();
        using (IrqGuard guard = IrqGuard.Enter())
        {
            foreach (int vector in vectors)
                _kernel.LocalApic.SendInterrupt(guard.Cpu.ApicId, vector);
        }
        _ = Root.Machine.ReadTsc(); // a step at which they are taken

        var expected = new List<Handle>();
        var disposed = new HashSet<Handle>();
        long nobody = 0;
        foreach (int vector in vectors.OrderDescending())
        {
            int before = expected.Count;
            foreach (Handle handle in Enumerable.Reverse(alive).Where(h => h.Vector == vector && h.HasHandler))
            {
                if (disposed.Contains(handle))
                    continue;
                expected.Add(handle);
                if (handle.Disposes is { } victim)
                    disposed.Add(victim);
            }
            nobody += expected.Count == before ? 1 : 0;
        }
        RequireEqual(Names(expected), Names(_ran), $"handlers that ran for {string.Join(" and ", vectors.Select(v => v.ToString("x")))}");
        RequireEqual(nobody, _kernel.Irqs.Unexpected.Load(MemoryOrder.Relaxed) - unexpected, "interrupts that nobody handled");
    }

    private string Names(IEnumerable<Handle> handles) => string.Join(", ", handles.Select(h => $"share {_handles.IndexOf(h)} of {h.Vector:x}"));

    private static T? Try<T>(Func<T> call, out OstdError? error)
        where T : class
    {
        error = null;
        try
        {
            return call();
        }
        catch (OstdException e)
        {
            error = e.Error;
            return null;
        }
    }
}
