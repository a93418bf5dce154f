using System;
using Ostd.Sync;
using Ostd.UserSpace;
using Services.Linux;
using Services.Poll;
using Services.Vfs;

namespace Services.Pipes;

/// <summary>An event counter, eventfd(2): writes add to it, a read takes it all, or one with EFD_SEMAPHORE.</summary>
public sealed class EventFile : FileDescription
{
    private const ulong Maximum = ulong.MaxValue - 1;

    private readonly SpinLock _lock = new();
    private readonly WaitQueue _changed = new();
    private readonly bool _isSemaphore;
    private ulong _count;

    private EventFile(VfsPath path, OpenFlags flags, ulong count, bool isSemaphore) : base(path, flags)
    {
        _count = count;
        _isSemaphore = isSemaphore;
    }

    public static EventFile Create(uint initial, bool isSemaphore, OpenFlags flags)
    {
        NamelessFileSystem home = LinuxKernel.Current.NamelessFiles;
        var inode = new EventInode(home, home.NextInodeNumber());
        return new EventFile(home.PathOf(inode), flags | OpenFlags.ReadWrite, initial, isSemaphore);
    }

    public override long Read(ref VmWriter destination)
    {
        if (destination.Remaining < sizeof(ulong))
            return Errno.EINVAL.Negate();
        ulong taken;
        while (!TryTake(out taken))
        {
            Errno error = IsNonBlocking ? Errno.EAGAIN : Blocking.Wait(_changed, () => _count > 0);
            if (error != Errno.OK)
                return error.Negate();
        }
        _changed.WakeAll();
        return destination.TryWriteUInt64(taken) ? sizeof(ulong) : Errno.EFAULT.Negate();
    }

    public override long Write(ref VmReader source)
    {
        if (source.Remaining < sizeof(ulong))
            return Errno.EINVAL.Negate();
        if (!source.TryReadUInt64(out ulong added))
            return Errno.EFAULT.Negate();
        if (added == ulong.MaxValue)
            return Errno.EINVAL.Negate();
        while (!TryAdd(added))
        {
            Errno error = IsNonBlocking ? Errno.EAGAIN : Blocking.Wait(_changed, () => Maximum - _count >= added);
            if (error != Errno.OK)
                return error.Negate();
        }
        _changed.WakeAll();
        return sizeof(ulong);
    }

    public override PollEvents Poll(PollWaiter? waiter)
    {
        waiter?.Register(_changed);
        ulong count = _count;
        return (count > 0 ? PollEvents.Readable : PollEvents.None) | (count < Maximum ? PollEvents.Writable : PollEvents.None);
    }

    private bool TryTake(out ulong taken)
    {
        using var guard = _lock.Lock();
        taken = _isSemaphore ? Math.Min(_count, 1) : _count;
        _count -= taken;
        return taken > 0;
    }

    private bool TryAdd(ulong added)
    {
        using var guard = _lock.Lock();
        if (Maximum - _count < added)
            return false;
        _count += added;
        return true;
    }

    private sealed class EventInode : Inode
    {
        public EventInode(FileSystem fileSystem, ulong number) : base(fileSystem, number, 0x180 /* 0600, no type: as on Linux */)
        {
        }

        public override string NamelessText => "anon_inode:[eventfd]";
    }
}
