using System;
using System.Text;

namespace Services.Vfs;

/// <summary>From a place back to its path: for getcwd, /proc links and /proc/PID/maps.</summary>
public static class PathText
{
    /// <summary>
    /// Writes the path of <paramref name="place"/> as a process with the given root sees it at the end of <paramref name="buffer"/>. Returns where it starts,
    /// or -1 when it does not fit. <paramref name="reachable"/> is false when the root is not above the place.
    /// </summary>
    public static int WriteBackwards(VfsPath place, VfsPath root, Span<byte> buffer, out bool reachable)
    {
        int start = buffer.Length;
        Mount mount = place.Mount;
        Dentry dentry = place.Dentry;
        reachable = true;
        while (dentry != root.Dentry || mount != root.Mount)
        {
            if (dentry == mount.Root)
            {
                if (mount.Parent is not { } parent)
                {
                    reachable = mount.FileSystem == root.Mount.FileSystem && dentry == root.Dentry;
                    break;
                }
                (dentry, mount) = (mount.Place!, parent);
                continue;
            }
            if (dentry.Link is not { } link)
            {
                reachable = false;
                break;
            }
            if (start < link.Name.Length + 1)
                return -1;
            start -= link.Name.Length;
            link.Name.CopyTo(buffer[start..]);
            buffer[--start] = (byte)'/';
            dentry = link.Parent;
        }
        if (start == buffer.Length)
        {
            if (start == 0)
                return -1;
            buffer[--start] = (byte)'/';
        }
        return start;
    }

    /// <summary>
    /// The text of a link in /proc: the path, marked "(unreachable)" or " (deleted)" where Linux does; nameless files have their description.
    /// </summary>
    public static byte[] Describe(VfsPath place, VfsPath root)
    {
        if (place.Dentry.IsNameless)
            return Encoding.ASCII.GetBytes(place.Inode.NamelessText);
        Span<byte> buffer = new byte[PathWalker.MaxPathLength];
        int start = WriteBackwards(place, root, buffer, out bool reachable);
        ReadOnlySpan<byte> path = start < 0 ? "(too long)"u8 : buffer[start..];
        ReadOnlySpan<byte> before = reachable ? default : "(unreachable)"u8;
        ReadOnlySpan<byte> after = place.Dentry.IsRemoved ? " (deleted)"u8 : default;
        return [.. before, .. path, .. after];
    }
}
