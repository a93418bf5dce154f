using Ostd.Frames;
using Ostd.Seam;

namespace Ostd.Heap;

/// <summary>
/// A list of addresses in pages of its own, which the collector does not take for references: it holds objects without keeping them alive, and grows
/// without allocating objects. Not locked: see its users.
/// </summary>
/// <remarks>A page: the next page, the number of entries, then the entries.</remarks>
internal sealed class AddressList(Machine machine, FramePool pool)
{
    private const ulong NextWord = 0, CountWord = 8, Entries = 16;
    private const int EntriesPerPage = (Page.Size - (int)Entries) / 8;

    private readonly Machine _machine = machine;
    private readonly FramePool _pool = pool;
    private ulong _first;

    public int Count { get; private set; }

    /// <summary>False: no memory for another page.</summary>
    public bool TryAdd(ulong address)
    {
        ulong page = _first;
        ulong count = page == 0 ? 0 : _machine.ReadPhys64(page + CountWord);
        if (page == 0 || count == EntriesPerPage)
        {
            if (!_pool.TryClaimFree(1, Page.Size, out page))
                return false;
            _pool.Table.PublishUnique(page, FrameKind.Metadata);
            _machine.WritePhys64(page + NextWord, _first);
            _first = page;
            count = 0;
        }
        _machine.WritePhys64(page + Entries + count * 8, address);
        _machine.WritePhys64(page + CountWord, count + 1);
        Count++;
        return true;
    }

    /// <summary>Takes the entry out that was added last; 0 when there is none.</summary>
    public ulong TakeLast()
    {
        if (_first == 0)
            return 0;
        ulong count = _machine.ReadPhys64(_first + CountWord) - 1;
        ulong address = _machine.ReadPhys64(_first + Entries + count * 8);
        _machine.WritePhys64(_first + CountWord, count);
        Count--;
        if (count == 0)
            FreeFirst();
        return address;
    }

    // ---- A walk that may remove entries: for (at = First(); at.IsValid; at = Next(at)) ------------------------

    /// <summary>A place in the list.</summary>
    public readonly record struct Position(ulong Page, ulong Index)
    {
        public bool IsValid => Page != 0;
    }

    public Position First() => new(_first, 0);

    public Position Next(Position at)
    {
        ulong index = at.Index + 1;
        return index < _machine.ReadPhys64(at.Page + CountWord) ? new Position(at.Page, index) : new Position(_machine.ReadPhys64(at.Page + NextWord), 0);
    }

    public ulong this[Position at] => _machine.ReadPhys64(at.Page + Entries + at.Index * 8);

    /// <summary>
    /// Removes the entry at a position by putting the one that was added last there; returns where the walk goes on: at the same place, since what is there now was
    /// not visited, unless that came from there.
    /// </summary>
    public Position Remove(Position at)
    {
        bool isLast = at.Page == _first && at.Index + 1 == _machine.ReadPhys64(_first + CountWord);
        Position next = isLast ? Next(at) : at;
        ulong moved = TakeLast();
        if (!isLast)
            _machine.WritePhys64(at.Page + Entries + at.Index * 8, moved);
        return next;
    }

    private void FreeFirst()
    {
        ulong page = _first;
        _first = _machine.ReadPhys64(page + NextWord);
        if (!_pool.Table.TryClose(page))
            Panics.Panic.Stop("A page of the collector's lists must be its own.");
        _pool.FreeBusy(page, 1);
    }
}
