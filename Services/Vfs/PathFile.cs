using Services.Linux;
using Services.Poll;

namespace Services.Vfs;

/// <summary>What O_PATH opens: a place in the tree to start from, not the file's contents.</summary>
public sealed class PathFile : FileDescription
{
    public PathFile(VfsPath path, OpenFlags flags) : base(path, flags)
    {
    }

    public override PollEvents Poll(PollWaiter? waiter) => PollEvents.Invalid;
    public override Errno SetFlags(OpenFlags flags) => Errno.EBADF;

    public override Errno OpenForMapping(long length, out FileDescription? mapped)
    {
        mapped = null;
        return Errno.EBADF;
    }
}
