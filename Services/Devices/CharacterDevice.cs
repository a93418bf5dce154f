using Services.Linux;
using Services.Vfs;

namespace Services.Devices;

/// <summary>What stands behind a character device node.</summary>
public abstract class CharacterDevice
{
    protected CharacterDevice(DeviceNumber number, string name, uint permissions = 0x1b6 /* 0666 */)
    {
        Number = number;
        Name = name;
        Permissions = permissions;
    }

    public DeviceNumber Number { get; }

    /// <summary>Its node below /dev.</summary>
    public string Name { get; }
    public uint Permissions { get; }

    /// <summary>Opens it; the description takes over the hold on the inode.</summary>
    public abstract Errno Open(VfsPath path, OpenFlags flags, out FileDescription? file);
}
