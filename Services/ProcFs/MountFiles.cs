using System.Text;
using Services.Linux;
using Services.Processes;
using Services.Vfs;

namespace Services.ProcFs;

/// <summary>What is mounted, as one process sees it.</summary>
internal static class MountFiles
{
    public static byte[]? Mounts(Process process)
    {
        if (process.FsContext is not { } context)
            return null;
        var text = new StringBuilder();
        foreach (Mount mount in LinuxKernel.Current.Mounts.All())
        {
            if (PlaceOf(mount, context) is { } place)
                text.Append($"{Escape(mount.Source)} {place} {mount.FileSystem.Type} {OptionsOf(mount)} 0 0\n");
        }
        return ByteText.ToBytes(text.ToString());
    }

    public static byte[]? MountInfo(Process process)
    {
        if (process.FsContext is not { } context)
            return null;
        var text = new StringBuilder();
        foreach (Mount mount in LinuxKernel.Current.Mounts.All())
        {
            if (PlaceOf(mount, context) is not { } place)
                continue;
            DeviceNumber device = mount.FileSystem.Device;
            string root = Escape(ByteText.ToString(PathText.Describe(new VfsPath(mount, mount.Root), new VfsPath(mount, mount.FileSystem.Root))));
            text.Append($"{mount.Id} {mount.Parent?.Id ?? mount.Id} {device.Major}:{device.Minor} {root} {place} {OptionsOf(mount)} - ");
            text.Append($"{mount.FileSystem.Type} {Escape(mount.Source)} {(mount.IsReadOnly ? "ro" : "rw")}\n");
        }
        return ByteText.ToBytes(text.ToString());
    }

    private static string? PlaceOf(Mount mount, FsContext context)
    {
        var buffer = new byte[PathWalker.MaxPathLength];
        int start = PathText.WriteBackwards(mount.RootPath, context.Root, buffer, out bool reachable);
        return start >= 0 && reachable ? Escape(ByteText.ToString(buffer[start..])) : null;
    }

    private static string OptionsOf(Mount mount)
    {
        var text = new StringBuilder(mount.IsReadOnly ? "ro" : "rw");
        if ((mount.Flags & MountFlags.NoSetUserId) != 0)
            text.Append(",nosuid");
        if ((mount.Flags & MountFlags.NoDevices) != 0)
            text.Append(",nodev");
        if ((mount.Flags & MountFlags.NoExecute) != 0)
            text.Append(",noexec");
        return text.Append((mount.Flags & MountFlags.NoAccessTime) != 0 ? ",noatime" : ",relatime").ToString();
    }

    /// <summary>Characters that separate fields are written as octal numbers.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (char c in text)
        {
            switch (c)
            {
                case ' ':
                    escaped.Append("\\040");
                    break;
                case '\t':
                    escaped.Append("\\011");
                    break;
                case '\n':
                    escaped.Append("\\012");
                    break;
                case '\\':
                    escaped.Append("\\134");
                    break;
                default:
                    escaped.Append(c);
                    break;
            }
        }
        return escaped.ToString();
    }
}
