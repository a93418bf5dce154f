using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Ostd;
using Ostd.Heap;
using Ostd.Model;
using Ostd.Seam;
using Services.Policies;
using Verification.Checking;

namespace Verification.Properties.Heap;

/// <summary>
/// The collector over objects in the model's memory, against a picture of who refers to whom: after every collection what the picture can reach is intact, and nothing else is left.
/// </summary>
internal sealed partial class CollectorProperty : PropertyRun<CollectorProperty.Operation>
{
    /// <summary>Words that count as static fields.</summary>
    private const int Roots = 24;

    public static Checker Checker { get; } = PropertyRunner.Checker(
        "What is reachable survives every collection with its contents, and everything else is reclaimed",
        [9, 10], "collector", Operations(), static () => new CollectorProperty(),
        new PropertyOptions { Sequences = 90, MaxLength = 100, Machine = Machine() });

    public abstract record Operation;

    /// <summary>A new object, referred to by a static field, at its start or inside.</summary>
    public sealed record Make(int Type, int Length, int Root, int Inside, bool IsFinalizable) : Operation;

    /// <summary>Where a walk of some steps from a static field ends: that object's field refers to a new object.</summary>
    public sealed record MakeInside(int Root, int Walk, int Field, int Type, int Length) : Operation;

    /// <summary>The same, to the object of another static field; null for -1.</summary>
    public sealed record Refer(int Root, int Walk, int Field, int ToRoot) : Operation;

    public sealed record Forget(int Root) : Operation;

    /// <summary>A list so long that no small mark stack holds it.</summary>
    public sealed record Chain(int Length, int Root) : Operation;

    /// <summary>Objects that nobody refers to.</summary>
    public sealed record Litter(int Objects, int Type) : Operation;

    public sealed record LimitMarkStack(int Entries) : Operation;

    /// <summary>Collects and sweeps; or marks twice before it sweeps, as when the next collection is due before allocations have swept everything.</summary>
    public sealed record Collect(bool MarksTwice) : Operation;

    public sealed record TakeDropped : Operation;

    internal static ModelOptions Machine() => new()
    {
        MemoryMiB = 16,
        MaxSteps = 20_000_000,
        Inject = static kernel =>
        {
            kernel.InjectFrameAllocator(new BuddyAllocator());
            kernel.InjectHeapAllocator(new SlabHeap());
        },
    };

    private static Gen<Operation> Operations()
    {
        Gen<int> root = Gen.Choose(0, Roots - 1);
        Gen<int> any = Gen.Choose(0, 9999);
        Gen<int> type = Gen.Choose(0, 11);
        Gen<int> length = Gen.Frequency((6, Gen.Choose(0, 20)), (1, Gen.Choose(0, 900)));
        return Gen.Frequency(
            (8, from t in type from l in length from r in root from i in any from f in Gen.Choose(0, 5) select (Operation)new Make(t, l, r, i, f == 0)),
            (6, from r in root from w in any from f in any from t in type from l in length select (Operation)new MakeInside(r, w, f, t, l)),
            (6, from r in root from w in any from f in any from to in Gen.Choose(-1, Roots - 1) select (Operation)new Refer(r, w, f, to)),
            (3, from r in root select (Operation)new Forget(r)),
            (1, from l in Gen.Choose(1, 120) from r in root select (Operation)new Chain(l, r)),
            (2, from n in Gen.Choose(1, 80) from t in type select (Operation)new Litter(n, t)),
            (1, from n in Gen.Elements(2, 5, 64, 1000) select (Operation)new LimitMarkStack(n)),
            (4, from twice in Gen.Choose(0, 2) select (Operation)new Collect(twice == 0)),
            (2, Gen.Constant((Operation)new TakeDropped())));
    }

    public override void Apply(Operation operation)
    {
        switch (operation)
        {
            case Make(var type, var length, var root, var inside, var isFinalizable):
                SetRoot(root, New(type, length, isFinalizable), inside);
                break;
            case MakeInside(var root, var walk, var field, var type, var length):
                if (WalkFrom(root, walk) is { References.Length: > 0 } from)
                    SetField(from, field, New(type, length, isFinalizable: false));
                break;
            case Refer(var root, var walk, var field, var to):
                if (WalkFrom(root, walk) is { References.Length: > 0 } holder)
                    SetField(holder, field, to < 0 ? null : _roots[to]);
                break;
            case Forget(var root):
                SetRoot(root, null, 0);
                break;
            case Chain(var length, var root):
                for (int i = 0; i < length; i++)
                {
                    Node? before = _roots[root];
                    Node next = New(ChainType, 0, isFinalizable: false);
                    SetField(next, i, before);
                    SetRoot(root, next, 0);
                }
                break;
            case Litter(var objects, var type):
                for (int i = 0; i < objects; i++)
                    New(type, i % 7, isFinalizable: false);
                break;
            case LimitMarkStack(var entries):
                _heap.Collector.LimitMarkStack(entries);
                break;
            case Collect(var marksTwice):
                if (marksTwice)
                {
                    // What is dead now is swept by the next collection at the latest, before it marks.
                    using (new InterruptsOff(_machine))
                        _heap.Collector.Collect();
                }
                CollectAndCompare();
                break;
            case TakeDropped:
                TakeAndCompare();
                break;
        }
    }

    /// <summary>Nothing is referred to any more: then nothing is left in the heap.</summary>
    public override void End()
    {
        CollectAndCompare();
        for (int i = 0; i < Roots; i++)
            SetRoot(i, null, 0);
        CollectAndCompare();
        TakeAndCompare();
        CollectAndCompare();
        RequireEqual(0, _nodes.Count, "objects left when nothing refers to any");
    }
}
