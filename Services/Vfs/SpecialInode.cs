using Services.Linux;
using Services.Pipes;

namespace Services.Vfs;

/// <summary>A device node, FIFO or socket in any file system: the node lives there, something else does the work.</summary>
public abstract class SpecialInode : Inode
{
    private Pipe? _fifo;

    protected SpecialInode(FileSystem fileSystem, ulong number, uint mode, DeviceNumber device) : base(fileSystem, number, mode) => Device = device;

    public override DeviceNumber Device { get; }

    public override Errno Open(VfsPath path, OpenFlags flags, out FileDescription? file)
    {
        file = null;
        switch (Type)
        {
            case FileMode.CharacterDevice:
                return LinuxKernel.Current.Devices.Find(Device) is { } device ? device.Open(path, flags, out file) : Errno.ENXIO;
            case FileMode.Fifo:
                return Fifo().OpenFifo(path, flags, out file);
            default:
                return Errno.ENXIO;
        }
    }

    // Made once: all who open the node meet in one pipe.
    private Pipe Fifo()
    {
        using var guard = FileSystem.NamespaceLock.Lock();
        return _fifo ??= new Pipe();
    }
}
