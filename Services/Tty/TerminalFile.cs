using Ostd.UserSpace;
using Services.Linux;
using Services.Poll;
using Services.Processes;
using Services.Vfs;

namespace Services.Tty;

/// <summary>An open terminal.</summary>
public sealed class TerminalFile : FileDescription
{
    public TerminalFile(VfsPath path, OpenFlags flags, Terminal terminal) : base(path, flags) => Terminal = terminal;

    public Terminal Terminal { get; }

    public override long Read(ref VmWriter destination) => Terminal.Read(ref destination, IsNonBlocking);
    public override long Write(ref VmReader source) => Terminal.Write(ref source, IsNonBlocking);
    public override long Control(Thread thread, uint request, ulong argument) => Terminal.Control(thread, request, argument);
    public override PollEvents Poll(PollWaiter? waiter) => Terminal.Poll(waiter);
}
