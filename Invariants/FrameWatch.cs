using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using Ostd.Frames;
using Ostd.Model;

namespace Invariants;

/// <summary>
/// What the frame metadata of one machine says about every page: a copy that is brought up to date by reading only the parts of the table that were written since.
/// </summary>
internal sealed class FrameWatch
{
    private const int SlotsPerTablePage = Page.Size / FrameTable.SlotSize;

    private readonly FrameTable _table;
    private readonly PhysicalMemory _memory;
    private readonly ulong[] _references;
    private readonly ulong[] _kinds;
    private readonly uint[] _versions;
    private bool _isNew = true;

    private FrameWatch(FrameTable table, PhysicalMemory memory)
    {
        _table = table;
        _memory = memory;
        _references = new ulong[table.PageCount];
        _kinds = new ulong[table.PageCount];
        _versions = new uint[(int)((table.PageCount + SlotsPerTablePage - 1) / SlotsPerTablePage)];
    }

    public static FrameWatch Of(FrameTable table, ModelMachine machine) => new(table, machine.Memory);

    /// <summary>Pages whose words were read by the last <see cref="Refresh"/>: all that changed, and some neighbours.</summary>
    public List<ulong> Fresh { get; } = [];

    /// <summary>Reads what was written since the last time.</summary>
    public void Refresh()
    {
        Fresh.Clear();
        for (int part = 0; part < _versions.Length; part++)
        {
            uint version = _memory.VersionOf(_table.Slots + (ulong)part * Page.Size);
            if (version == _versions[part] && !_isNew)
                continue;
            _versions[part] = version;
            ReadOnlySpan<ulong> words = _memory.Words(_table.Slots + (ulong)part * Page.Size);
            int first = part * SlotsPerTablePage;
            int count = words.IsEmpty ? 0 : Math.Min(SlotsPerTablePage, _references.Length - first);
            for (int i = 0; i < count; i++)
            {
                int slot = i * FrameTable.SlotSize / sizeof(ulong);
                _references[first + i] = words[slot + FrameTable.ReferenceWord / sizeof(ulong)];
                _kinds[first + i] = words[slot + FrameTable.KindWord / sizeof(ulong)];
                Fresh.Add((ulong)(first + i) << Page.Shift);
            }
        }
        _isNew = false;
    }

    public ulong PageCount => (ulong)_references.Length;

    public bool Covers(ulong paddr) => paddr >> Page.Shift < PageCount;

    /// <summary>The reference word of a page.</summary>
    public ulong ReferencesOf(ulong paddr) => _references[paddr >> Page.Shift];

    public ulong KindWordOf(ulong paddr) => _kinds[paddr >> Page.Shift];

    public FrameKind KindOf(ulong paddr) => (FrameKind)(byte)KindWordOf(paddr);

    public bool IsUnique(ulong paddr, FrameKind kind) => Covers(paddr) && ReferencesOf(paddr) == FrameTable.Unique && KindOf(paddr) == kind;

    /// <summary>Whether clients and users may have the page: untyped and referred to.</summary>
    public bool IsLiveUntyped(ulong paddr) => Covers(paddr) && ReferencesOf(paddr) is > 0 and <= FrameTable.MaxReferences && KindOf(paddr) == FrameKind.Untyped;

    /// <summary>The state in words, for messages.</summary>
    public string Describe(ulong paddr)
    {
        if (!Covers(paddr))
            return $"page {paddr:x} (beyond the frame metadata)";
        string state = ReferencesOf(paddr) switch
        {
            FrameTable.Unused => "unused",
            FrameTable.Busy => "busy",
            FrameTable.Unique => "unique",
            var n => $"shared({n})",
        };
        return $"page {paddr:x} ({state}, {KindOf(paddr)})";
    }
}

/// <summary>What a predicate remembers about each machine between two evaluations.</summary>
internal sealed class PerMachine<T>
    where T : class
{
    private readonly ConditionalWeakTable<ModelMachine, T> _all = [];

    public T Of(ModelMachine machine, Func<ModelMachine, T> make)
    {
        if (!_all.TryGetValue(machine, out T? state))
        {
            state = make(machine);
            _all.Add(machine, state);
        }
        return state;
    }
}
