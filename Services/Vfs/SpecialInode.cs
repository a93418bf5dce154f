using Services.Linux;

namespace Services.Vfs;

/// <summary>A device node, FIFO or socket in any file system.</summary>
public abstract class SpecialInode : Inode
{
    protected SpecialInode(FileSystem fileSystem, ulong number, uint mode, DeviceNumber device) : base(fileSystem, number, mode) => Device = device;

    public override DeviceNumber Device { get; }
}
