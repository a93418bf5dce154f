using System;

namespace Services.Vfs;

/// <summary>
/// The remembered children of one directory: a chained hash table with one writer at a time (the holder of the namespace lock) and
/// readers that take no lock.
/// </summary>
/// <remarks>
/// A reader never finds a wrong child: links are immutable but for <see cref="DentryLink.Next"/>, and a removed link is never inserted
/// again. It may miss a child when the table grows or a link before it is removed at that moment; then the slow path
/// looks again under the lock. The collector keeps what a reader still holds.
/// </remarks>
internal sealed class DentryTable
{
    private const int InitialBuckets = 8;

    private DentryLink?[] _buckets = new DentryLink?[InitialBuckets];
    private int _count;

    public Dentry? Find(ReadOnlySpan<byte> name, uint hash)
    {
        DentryLink?[] buckets = _buckets;
        for (DentryLink? link = buckets[(int)(hash & (uint)(buckets.Length - 1))]; link is not null; link = link.Next)
        {
            if (link.Hash == hash && name.SequenceEqual(link.Name))
                return link.Child;
        }
        return null;
    }

    public void Add(DentryLink link)
    {
        if (_count >= _buckets.Length * 2)
            Grow();
        ref DentryLink? head = ref _buckets[(int)(link.Hash & (uint)(_buckets.Length - 1))];
        link.Next = head;
        head = link;
        _count++;
    }

    public void Remove(DentryLink link)
    {
        ref DentryLink? slot = ref _buckets[(int)(link.Hash & (uint)(_buckets.Length - 1))];
        while (slot is { } other)
        {
            if (other == link)
            {
                slot = link.Next;
                _count--;
                return;
            }
            slot = ref other.Next;
        }
    }

    private void Grow()
    {
        DentryLink?[] old = _buckets;
        var larger = new DentryLink?[old.Length * 4];
        foreach (DentryLink? first in old)
        {
            for (DentryLink? link = first; link is not null;)
            {
                DentryLink? next = link.Next;
                ref DentryLink? head = ref larger[(int)(link.Hash & (uint)(larger.Length - 1))];
                link.Next = head;
                head = link;
                link = next;
            }
        }
        _buckets = larger;
    }
}
