using Services.Linux;

namespace Services.Vfs;

/// <summary>
/// When the storage of a file goes: a file lives while it has a name or somebody uses it. The names together count as one
/// use, so a single counter decides, and exactly one caller sees it reach zero.
/// </summary>
/// <remarks>A new inode starts with one use: its creator's.</remarks>
public abstract partial class Inode
{
    private UseCount _uses = new(1);

    /// <summary>Names. Changed under the namespace lock only.</summary>
    public uint LinkCount { get; private set; }

    /// <summary>A nameless file may get a name by linkat (O_TMPFILE without O_EXCL).</summary>
    public bool MayBeLinked { get; internal set; }

    /// <summary>Adds names to a new or existing file. Namespace lock held.</summary>
    public void AddLinks(uint count)
    {
        // Whoever gives a file its first name holds it, so it cannot be gone.
        if (LinkCount == 0)
            _uses.TryAdd();
        LinkCount += count;
    }

    /// <summary>Removes names. Namespace lock held.</summary>
    public void RemoveLinks(uint count)
    {
        LinkCount -= count;
        ChangeTime = Now;
        if (LinkCount == 0)
            Release();
    }

    /// <summary>Keeps the contents until <see cref="Release"/>. False: they are gone already.</summary>
    public bool TryHold() => _uses.TryAdd();

    public void Release()
    {
        if (_uses.Release())
            OnUnreachable();
    }

    /// <summary>Called once, when neither a name nor a user is left: frees the contents.</summary>
    protected virtual void OnUnreachable()
    {
    }

    /// <summary>Running programs that forbid writing to the file (negative) or descriptions open for writing (positive).</summary>
    private int _writers;

    /// <summary>A description wants to write. ETXTBSY while the file is executed.</summary>
    public Errno TryBeginWriting()
    {
        using var guard = FileSystem.WritersLock.Lock();
        if (_writers < 0)
            return Errno.ETXTBSY;
        _writers++;
        return Errno.OK;
    }

    public void EndWriting()
    {
        using var guard = FileSystem.WritersLock.Lock();
        _writers--;
    }

    /// <summary>A program starts from this file. ETXTBSY while somebody has it open for writing.</summary>
    public Errno TryDenyWriting()
    {
        using var guard = FileSystem.WritersLock.Lock();
        if (_writers > 0)
            return Errno.ETXTBSY;
        _writers--;
        return Errno.OK;
    }

    public void AllowWriting()
    {
        using var guard = FileSystem.WritersLock.Lock();
        _writers++;
    }
}
