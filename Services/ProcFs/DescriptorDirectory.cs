using System;
using Services.Linux;
using Services.Processes;
using Services.Vfs;

namespace Services.ProcFs;

/// <summary>/proc/PID/fd and fdinfo: the open descriptors, as links to their files or as texts about them.</summary>
internal sealed class DescriptorDirectory : ProcDirectory
{
    private readonly Process _process;
    private readonly bool _asLinks;

    public DescriptorDirectory(FileSystem fileSystem, ulong number, Process process, bool asLinks)
        : base(fileSystem, number, asLinks ? 0x140u /* 0500 */ : 0x16du /* 0555 */)
    {
        _process = process;
        _asLinks = asLinks;
    }

    public override Errno Lookup(ReadOnlySpan<byte> name, out Inode? child)
    {
        child = null;
        int fd = ParseNumber(name);
        if (fd < 0 || _process.Files?.Get(fd) is not { } file)
            return Errno.ENOENT;
        child = _asLinks
            ? new ProcessLink(FileSystem, NumberOf(fd), () => _process.Files?.Get(fd)?.Path, LinkPermissions(file))
            : new ProcText(FileSystem, NumberOf(fd), () => Describe(fd));
        child.InitializeOwner(_process.Credentials.EffectiveUid, _process.Credentials.EffectiveGid);
        return Errno.OK;
    }

    protected override void List(IDirectorySink sink, ref long position)
    {
        while (_process.Files is { } files && files.NextOpen((int)Math.Min(position - FirstPosition, FileTable.Capacity)) is >= 0 and var fd)
        {
            long own = FirstPosition + fd;
            if (!Emit(sink, ByteText.ToBytes(fd.ToString()), NumberOf(fd), _asLinks ? FileMode.SymbolicLink : FileMode.Regular, ref own))
                return;
            position = own;
        }
    }

    // Owner's bits say how the file is open.
    private static uint LinkPermissions(FileDescription file) => 0x40u | (file.CanRead ? 0x100u : 0) | (file.CanWrite ? 0x80u : 0);

    // Below the numbers of the directory's siblings: see ProcFileSystem.ProcessShift.
    private ulong NumberOf(int fd) => Number + (ulong)(_asLinks ? 0x400000 : 0x800000) + (ulong)fd;

    private byte[]? Describe(int fd)
    {
        if (_process.Files?.Get(fd) is not { } file)
            return null;
        uint flags = (uint)file.Flags | (_process.Files.GetCloseOnExec(fd) ? (uint)OpenFlags.CloseOnExec : 0);
        return ByteText.ToBytes($"pos:\t{file.Position}\nflags:\t0{Octal(flags)}\nmnt_id:\t{file.Path.Mount.Id}\nino:\t{file.Inode.Number}\n");
    }

    private static string Octal(uint value)
    {
        string digits = "";
        for (; value > 0; value >>= 3)
            digits = (char)('0' + (value & 7)) + digits;
        return digits;
    }
}
