using System;
using System.Collections.Generic;
using System.Linq;
using Ostd;
using Ostd.Heap;
using Ostd.Model;
using Ostd.Paging;
using Ostd.Seam;

namespace Verification.Properties.Heap;

/// <summary>The objects, and the picture of them.</summary>
internal sealed partial class CollectorProperty
{
    /// <summary>A type with references, for lists.</summary>
    private const int ChainType = 6;

    private readonly Machine _machine = Root.Machine;
    private readonly ObjectHeap _heap = Kernel.Current.Memory.Heap;
    private readonly SyntheticTypes _types = new();
    private readonly Node?[] _roots = new Node?[Roots];
    private readonly Dictionary<uint, Node> _nodes = [];
    private readonly List<Node> _dropped = [];
    private uint _lastId;

    private CollectorProperty() =>
        ((ModelMachine)_machine).StaticRoots.Add((_types.Statics, _types.Statics + Roots * 8));

    private sealed class Node(uint id, SyntheticType type, ulong reference, int length, bool isFinalizable)
    {
        public readonly uint Id = id;
        public readonly SyntheticType Type = type;
        public readonly ulong Reference = reference;
        public readonly int Length = length;
        public readonly int[] Offsets = type.ReferenceOffsets(length);
        public readonly Node?[] References = new Node?[type.ReferenceOffsets(length).Length];
        public bool IsFinalizable = isFinalizable;
    }

    private Node New(int typeIndex, int length, bool isFinalizable)
    {
        SyntheticType type = _types.All[typeIndex % _types.All.Length];
        if (!type.IsArray)
            length = 0;
        isFinalizable &= !type.IsArray;
        int size = type.SizeOf(length);
        ulong block;
        uint id = ++_lastId;
        // What is in the host's variables the collector does not see, so no collection comes before somebody refers to the object.
        using (new InterruptsOff(_machine))
        {
            block = _heap.Allocate((ulong)size, isFinalizable ? ObjectHeap.FinalizableFlag : 0);
            Require(block != 0, $"no memory for an object of {size} bytes");
            RequireEqual(0UL, block & 15, $"the alignment of the block at {block:x}");
            for (int offset = 8; offset < size; offset += 8)
                RequireEqual(0UL, _machine.ReadKernel64(block + (ulong)offset), $"byte {offset} of a new block");
            _machine.WriteKernel64(block + SlotHeader.ReferenceOffset, type.Address);
            _machine.WriteKernel64(block + SlotHeader.ReferenceOffset + 8, (uint)length | (ulong)id << 32);
        }
        var node = new Node(id, type, block + SlotHeader.ReferenceOffset, length, isFinalizable);
        HashSet<Node>? live = null;
        foreach (Node other in _nodes.Values.Where(other => other.Reference == node.Reference).ToList())
        {
            live ??= Reach();
            Require(!live.Contains(other), $"the block at {block:x} was handed out, which holds an object that is reachable");
            _nodes.Remove(other.Id);
        }
        return _nodes[id] = node;
    }

    private void SetRoot(int index, Node? node, int inside)
    {
        _roots[index] = node;
        // Any address inside the object keeps it.
        ulong word = node is null ? 0 : node.Reference + (ulong)(inside % Math.Max(1, node.Type.SizeOf(node.Length) - 8));
        _machine.WriteKernel64(_types.Statics + (ulong)index * 8, word);
    }

    private void SetField(Node from, int field, Node? to)
    {
        int index = field % from.References.Length;
        from.References[index] = to;
        _machine.WriteKernel64(from.Reference + (ulong)from.Offsets[index], to?.Reference ?? 0);
    }

    private Node? WalkFrom(int root, int walk)
    {
        Node? node = _roots[root];
        for (int left = walk; node is { References.Length: > 0 } && left % 4 != 0; left /= 4)
        {
            if (node.References[left % node.References.Length] is not { } next)
                break;
            node = next;
        }
        return node;
    }

    private HashSet<Node> Reach()
    {
        var reached = new HashSet<Node>();
        var toDo = new Stack<Node>();
        foreach (Node? root in _roots.Concat(_dropped))
        {
            if (root is not null && reached.Add(root))
                toDo.Push(root);
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

    private void CollectAndCompare()
    {
        _heap.CollectNow();
        HashSet<Node> live = Reach();
        // Those that died with a finalizer live on, with all they reach, until they are taken.
        foreach (Node node in _nodes.Values.Where(node => node.IsFinalizable && !live.Contains(node)).ToList())
        {
            node.IsFinalizable = false;
            _dropped.Add(node);
        }
        live = Reach();
        foreach (Node node in _nodes.Values.ToList())
        {
            if (live.Contains(node))
            {
                RequireIntact(node);
                continue;
            }
            RequireEqual(0UL, BlockAt(node), $"the block of object {node.Id}, which nobody can reach");
            _nodes.Remove(node.Id);
        }
    }

    /// <summary>The collector gives out exactly the dropped objects that the picture has.</summary>
    private void TakeAndCompare()
    {
        while (true)
        {
            ulong reference;
            using (new InterruptsOff(_machine))
                reference = _heap.Collector.TakeDropped();
            if (reference == 0)
                break;
            int at = _dropped.FindIndex(node => node.Reference == reference);
            Require(at >= 0, $"the object at {reference:x} came as dropped, which is not, or came before");
            RequireIntact(_dropped[at]);
            _dropped.RemoveAt(at);
        }
        RequireEqual(0, _dropped.Count, "dropped objects that did not come");
    }

    private void RequireIntact(Node node)
    {
        string name = $"object {node.Id} at {node.Reference:x}, which is reachable";
        RequireEqual(node.Type.Address, _machine.ReadKernel64(node.Reference), $"the type of {name}");
        RequireEqual((uint)node.Length | (ulong)node.Id << 32, _machine.ReadKernel64(node.Reference + 8), $"the identity of {name}");
        for (int i = 0; i < node.Offsets.Length; i++)
            RequireEqual(node.References[i]?.Reference ?? 0, _machine.ReadKernel64(node.Reference + (ulong)node.Offsets[i]), $"reference {i} of {name}");
        RequireEqual(node.Reference - SlotHeader.ReferenceOffset - KernelLayout.LinearBase, BlockAt(node), $"the block of {name}");
    }

    private static ulong BlockAt(Node node) => Kernel.Current.Memory.Slabs.BlockAt(node.Reference - KernelLayout.LinearBase);
}
