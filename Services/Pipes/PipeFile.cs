using Ostd.UserSpace;
using Services.Linux;
using Services.Poll;
using Services.Processes;
using Services.Vfs;

namespace Services.Pipes;

/// <summary>An open end of a pipe; of a FIFO opened for both, both ends.</summary>
public sealed class PipeFile : FileDescription
{
    internal PipeFile(VfsPath path, OpenFlags flags, Pipe pipe, out FifoPartner partner) : base(path, flags)
    {
        Pipe = pipe;
        partner = pipe.AddEnd(CanRead, CanWrite);
    }

    public Pipe Pipe { get; }

    public override long Read(ref VmWriter destination) => Pipe.Read(ref destination, IsNonBlocking);
    public override long Write(ref VmReader source) => Pipe.Write(ref source, IsNonBlocking);

    public override PollEvents Poll(PollWaiter? waiter) =>
        (CanRead ? Pipe.PollReader(waiter) : PollEvents.None) | (CanWrite ? Pipe.PollWriter(waiter) : PollEvents.None);

    public override long Control(Thread thread, uint request, ulong argument) => request == IoctlRequests.FIONREAD
        ? thread.Space.TryWriteInt32(argument, Pipe.Count) ? 0 : Errno.EFAULT.Negate()
        : Errno.ENOTTY.Negate();

    /// <summary>Undoes an open that did not come to an end; the opener keeps its hold on the inode.</summary>
    internal void Abandon() => Pipe.RemoveEnd(CanRead, CanWrite);

    protected override void OnClosed() => Pipe.RemoveEnd(CanRead, CanWrite);
}
