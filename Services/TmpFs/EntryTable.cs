using System;
using Services.Vfs;

namespace Services.TmpFs;

/// <summary>
/// The names in a directory: found by hash, listed in the order they were made. Each has a position that never changes and is
/// never given to another, so that a listing which is interrupted continues where it stopped, whatever came and went meanwhile.
/// </summary>
internal sealed class EntryTable
{
    /// <summary>0 and 1 are "." and "..".</summary>
    public const long FirstPosition = 2;
    private const int InitialSize = 8;

    private Entry?[] _buckets = new Entry?[InitialSize];

    /// <summary>Ascending positions. Removed entries stay as marks until half of the array are such.</summary>
    private Entry[] _ordered = new Entry[InitialSize];
    private int _orderedCount;
    private long _nextPosition = FirstPosition;

    public int Count { get; private set; }

    public Inode? Find(ReadOnlySpan<byte> name) => FindEntry(name)?.Inode;

    /// <summary>Adds a name that is not there.</summary>
    public void Add(ReadOnlySpan<byte> name, Inode inode)
    {
        if (Count >= _buckets.Length)
            GrowBuckets();
        if (_orderedCount == _ordered.Length)
            MakeRoomAtEnd();
        var entry = new Entry(name.ToArray(), NameHash.Of(name), _nextPosition++, inode);
        ref Entry? head = ref _buckets[Bucket(entry.Hash)];
        entry.Next = head;
        head = entry;
        _ordered[_orderedCount++] = entry;
        Count++;
    }

    /// <summary>Makes a name that is there mean another file.</summary>
    public void Replace(ReadOnlySpan<byte> name, Inode inode) => FindEntry(name)!.Inode = inode;

    /// <summary>Removes a name that is there.</summary>
    public void Remove(ReadOnlySpan<byte> name)
    {
        uint hash = NameHash.Of(name);
        ref Entry? slot = ref _buckets[Bucket(hash)];
        while (!slot!.Is(name, hash))
            slot = ref slot.Next;
        slot.IsRemoved = true;
        slot = slot.Next;
        Count--;
    }

    /// <summary>Lists entries from a position on until the sink is full.</summary>
    public void Emit(IDirectorySink sink, ref long position)
    {
        for (int i = IndexOf(position); i < _orderedCount; i++)
        {
            Entry entry = _ordered[i];
            if (entry.IsRemoved)
                continue;
            Inode inode = entry.Inode;
            if (!sink.TryAdd(entry.Name, inode.Number, Linux.FileMode.DirectoryEntryType(inode.Mode), entry.Position + 1))
                return;
            position = entry.Position + 1;
        }
    }

    private Entry? FindEntry(ReadOnlySpan<byte> name)
    {
        uint hash = NameHash.Of(name);
        Entry? entry = _buckets[Bucket(hash)];
        while (entry is not null && !entry.Is(name, hash))
            entry = entry.Next;
        return entry;
    }

    private int Bucket(uint hash) => (int)(hash & (uint)(_buckets.Length - 1));

    /// <summary>The first index whose entry has at least this position.</summary>
    private int IndexOf(long position)
    {
        int low = 0;
        int high = _orderedCount;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (_ordered[middle].Position < position)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private void MakeRoomAtEnd()
    {
        Entry[] ordered = Count <= _orderedCount / 2 ? _ordered : new Entry[_ordered.Length * 2];
        int kept = 0;
        for (int i = 0; i < _orderedCount; i++)
        {
            Entry entry = _ordered[i];
            if (!entry.IsRemoved)
                ordered[kept++] = entry;
        }
        Array.Clear(ordered, kept, ordered.Length - kept);
        _ordered = ordered;
        _orderedCount = kept;
    }

    private void GrowBuckets()
    {
        Entry?[] old = _buckets;
        _buckets = new Entry?[old.Length * 2];
        foreach (Entry? first in old)
        {
            for (Entry? entry = first; entry is not null;)
            {
                Entry? next = entry.Next;
                ref Entry? head = ref _buckets[Bucket(entry.Hash)];
                entry.Next = head;
                head = entry;
                entry = next;
            }
        }
    }

    private sealed class Entry
    {
        public Entry(byte[] name, uint hash, long position, Inode inode)
        {
            Name = name;
            Hash = hash;
            Position = position;
            Inode = inode;
        }

        public readonly byte[] Name;
        public readonly uint Hash;
        public readonly long Position;
        public Inode Inode;
        public bool IsRemoved;
        public Entry? Next;

        public bool Is(ReadOnlySpan<byte> name, uint hash) => Hash == hash && name.SequenceEqual(Name);
    }
}
