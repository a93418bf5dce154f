using System.Text;
using Services.Devices;
using Services.Linux;
using Services.Processes;
using Services.TmpFs;
using Services.Vfs;

namespace Services.DevFs;

/// <summary>/dev: a file system in memory that starts with a node for each device. Programs may add and remove as they like.</summary>
public static class DeviceFileSystem
{
    private const long PageLimit = 1024;
    private const long InodeLimit = 65536;

    public static FileSystem Create(DeviceTable devices, DeviceNumber number)
    {
        var fileSystem = new TmpFileSystem("devtmpfs", number, PageLimit, InodeLimit);
        var mount = new Mount(fileSystem, fileSystem.Root, "devtmpfs", MountFlags.None);
        VfsPath root = mount.RootPath;
        var walker = new PathWalker(new FsContext(root, root, umask: 0), Credentials.Root);
        foreach (CharacterDevice device in devices.All)
            walker.CreateNode(root, Encoding.ASCII.GetBytes(device.Name), FileMode.CharacterDevice | device.Permissions, device.Number);
        walker.CreateSymbolicLink(root, "fd"u8, "/proc/self/fd"u8);
        walker.CreateSymbolicLink(root, "stdin"u8, "/proc/self/fd/0"u8);
        walker.CreateSymbolicLink(root, "stdout"u8, "/proc/self/fd/1"u8);
        walker.CreateSymbolicLink(root, "stderr"u8, "/proc/self/fd/2"u8);
        walker.CreateDirectory(root, "shm"u8, FileMode.AllAccess | FileMode.Sticky);
        walker.CreateDirectory(root, "pts"u8, 0x1ed);
        return fileSystem;
    }
}
