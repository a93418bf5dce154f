using Services.Linux;
using Services.Vfs;

namespace Services.TmpFs;

/// <summary>A regular file in memory.</summary>
internal sealed class TmpFile : PagedInode
{
    private readonly TmpFileSystem _fileSystem;

    public TmpFile(TmpFileSystem fileSystem, ulong number, uint mode) : base(fileSystem, number, mode, fileSystem.Budget) => _fileSystem = fileSystem;

    protected override void OnUnreachable()
    {
        base.OnUnreachable();
        _fileSystem.InodeBudget.Refund(1);
    }
}

internal sealed class TmpSymbolicLink : Inode
{
    private readonly TmpFileSystem _fileSystem;
    private readonly byte[] _target;

    public TmpSymbolicLink(TmpFileSystem fileSystem, ulong number, uint mode, byte[] target) : base(fileSystem, number, mode)
    {
        _fileSystem = fileSystem;
        _target = target;
    }

    public override long Size => _target.Length;

    public override Errno ReadLink(out byte[] target)
    {
        target = _target;
        return Errno.OK;
    }

    protected override void OnUnreachable() => _fileSystem.InodeBudget.Refund(1);
}

/// <summary>A device node, FIFO or socket: the file system keeps the node, something else does the work.</summary>
internal sealed class TmpSpecial : SpecialInode
{
    private readonly TmpFileSystem _fileSystem;

    public TmpSpecial(TmpFileSystem fileSystem, ulong number, uint mode, DeviceNumber device) : base(fileSystem, number, mode, device) =>
        _fileSystem = fileSystem;

    protected override void OnUnreachable() => _fileSystem.InodeBudget.Refund(1);
}
