using System;
using System.Collections.Generic;
using InKernel;
using Ostd.Heap;
using Ostd.Paging;
using Ostd.Seam;
using Xunit;

namespace Ostd.Tests.Heap;

/// <summary>
/// Objects in the model's memory, and a plain picture of them beside it: who refers to whom. After a collection the two must agree: what the picture
/// can reach is intact in memory, and nothing else is left.
/// </summary>
internal sealed class ObjectGraph
{
    internal sealed class Node
    {
        public required uint Id;
        public required SyntheticType Type;
        public required ulong Reference;
        public required int Length;
        public required bool IsFinalizable;
        public required int[] Offsets;
        public required Node?[] References;
    }

    private readonly Lehmer _random;
    private readonly SyntheticTypes _types;
    private readonly Machine _machine = Root.Machine;
    private readonly ObjectHeap _heap = Kernel.Current.Memory.Heap;
    private readonly Dictionary<uint, Node> _nodes = [];
    private readonly Node?[] _statics = new Node?[SyntheticTypes.StaticWords];
    private readonly List<Node> _dropped = [];
    private uint _lastId;

    public ObjectGraph(ulong seed, SyntheticTypes types)
    {
        _random = new Lehmer(seed);
        _types = types;
    }

    public int Count => _nodes.Count;
    public int Reclaimed { get; private set; }

    /// <summary>One random change: an object more, another reference, one less.</summary>
    public void Step()
    {
        switch (_random.Next(8))
        {
            case 0 or 1 or 2 or 3:
                SetStatic(_random.Next(_statics.Length), Allocate());
                break;
            case 4 or 5:
                if (PickReachable() is { References.Length: > 0 } from)
                    SetField(from, _random.Next(from.References.Length), _random.Next(3) == 0 ? Allocate() : PickReachable());
                break;
            case 6:
                if (PickReachable() is { References.Length: > 0 } holder)
                    SetField(holder, _random.Next(holder.References.Length), null);
                break;
            default:
                SetStatic(_random.Next(_statics.Length), null);
                break;
        }
    }

    /// <summary>Makes a chain so long that no mark stack holds it, the far end first.</summary>
    public void AddChain(int length)
    {
        SyntheticType type = _types.All[6];
        Node? next = null;
        for (int i = 0; i < length; i++)
        {
            Node node = Make(type, 0, finalizable: false);
            SetField(node, _random.Next(node.References.Length), next);
            SetStatic(0, node);
            next = node;
        }
    }

    public void Collect()
    {
        _heap.CollectNow();
        HashSet<Node> live = Reach(includeDropped: true);

        // Those that died with a finalizer live on, with all they reach, until they are taken.
        var died = new List<Node>();
        foreach (Node node in _nodes.Values)
        {
            if (node.IsFinalizable && !live.Contains(node))
                died.Add(node);
        }
        foreach (Node node in died)
        {
            node.IsFinalizable = false;
            _dropped.Add(node);
        }
        live = Reach(includeDropped: true);

        foreach (Node node in new List<Node>(_nodes.Values))
        {
            if (live.Contains(node))
            {
                CheckIntact(node);
                continue;
            }
            Assert.Equal(0UL, Kernel.Current.Memory.Slabs.BlockAt(node.Reference - KernelLayout.LinearBase));
            _nodes.Remove(node.Id);
        }
    }

    /// <summary>Takes the dropped objects from the collector: exactly those that the picture says.</summary>
    public void TakeDropped()
    {
        while (true)
        {
            ulong reference;
            using (new InterruptsOff(_machine))
                reference = _heap.Collector.TakeDropped();
            if (reference == 0)
                break;
            int at = _dropped.FindIndex(node => node.Reference == reference);
            Assert.True(at >= 0, "an object was dropped that is not, or twice");
            CheckIntact(_dropped[at]);
            _dropped.RemoveAt(at);
            Reclaimed++;
        }
        Assert.Empty(_dropped);
    }

    /// <summary>Drops everything; then nothing may be left in the heap.</summary>
    public void Clear()
    {
        for (int i = 0; i < _statics.Length; i++)
            SetStatic(i, null);
        Collect();
        TakeDropped();
        Collect();
        Assert.Empty(_nodes);
    }

    private Node Allocate()
    {
        SyntheticType type = _types.All[_random.Next(_types.All.Length)];
        int length = !type.IsArray ? 0 : _random.Next(6) == 0 ? _random.Next(900) : _random.Next(20);
        return Make(type, length, finalizable: !type.IsArray && _random.Next(10) == 0);
    }

    private Node Make(SyntheticType type, int length, bool finalizable)
    {
        int size = type.SizeOf(length);
        ulong block = _heap.Allocate((ulong)size, finalizable ? ObjectHeap.FinalizableFlag : 0);
        Assert.NotEqual(0UL, block);
        for (int offset = 8; offset < size; offset += 8)
            Assert.Equal(0UL, _machine.ReadKernel64(block + (ulong)offset));
        ulong reference = block + SlotHeader.ReferenceOffset;
        uint id = ++_lastId;
        _machine.WriteKernel64(reference, type.Address);
        _machine.WriteKernel64(reference + 8, (uint)length | (ulong)id << 32);
        int[] offsets = type.ReferenceOffsets(length);
        var node = new Node
        {
            Id = id, Type = type, Reference = reference, Length = length, IsFinalizable = finalizable, Offsets = offsets,
            References = new Node?[offsets.Length],
        };
        foreach (Node other in _nodes.Values)
        {
            if (other.Reference == reference)
                Assert.False(Reach(includeDropped: true).Contains(other), "a block was handed out twice");
        }
        _nodes[id] = node;
        return node;
    }

    private void SetStatic(int index, Node? node)
    {
        _statics[index] = node;
        // Any address inside the object keeps it.
        ulong inside = node is null ? 0 : node.Reference + (ulong)_random.Next(Math.Max(1, node.Type.SizeOf(node.Length) - 8));
        _machine.WriteKernel64(_types.Statics + (ulong)index * 8, inside);
    }

    private void SetField(Node from, int index, Node? to)
    {
        from.References[index] = to;
        _machine.WriteKernel64(from.Reference + (ulong)from.Offsets[index], to?.Reference ?? 0);
    }

    private Node? PickReachable()
    {
        Node? node = null;
        for (int i = 0; i < 10 && node is null; i++)
            node = _statics[_random.Next(_statics.Length)];
        for (int depth = _random.Next(6); node is { References.Length: > 0 } && depth > 0; depth--)
        {
            if (node.References[_random.Next(node.References.Length)] is not { } next)
                break;
            node = next;
        }
        return node;
    }

    private HashSet<Node> Reach(bool includeDropped)
    {
        var reached = new HashSet<Node>();
        var toDo = new Stack<Node>();
        foreach (Node? root in _statics)
        {
            if (root is not null && reached.Add(root))
                toDo.Push(root);
        }
        if (includeDropped)
        {
            foreach (Node root in _dropped)
            {
                if (reached.Add(root))
                    toDo.Push(root);
            }
        }
        while (toDo.TryPop(out Node? node))
        {
            foreach (Node? next in node.References)
            {
                if (next is not null && reached.Add(next))
                    toDo.Push(next);
            }
        }
        return reached;
    }

    private void CheckIntact(Node node)
    {
        Assert.Equal(node.Type.Address, _machine.ReadKernel64(node.Reference));
        Assert.Equal((uint)node.Length | (ulong)node.Id << 32, _machine.ReadKernel64(node.Reference + 8));
        for (int i = 0; i < node.Offsets.Length; i++)
            Assert.Equal(node.References[i]?.Reference ?? 0, _machine.ReadKernel64(node.Reference + (ulong)node.Offsets[i]));
        Assert.Equal(node.Reference - 8 - KernelLayout.LinearBase, Kernel.Current.Memory.Slabs.BlockAt(node.Reference - KernelLayout.LinearBase));
    }
}
