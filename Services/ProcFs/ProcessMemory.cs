using System;
using System.Text;
using Services.Linux;
using Services.Memory;
using Services.Processes;
using Services.Vfs;

namespace Services.ProcFs;

/// <summary>Files of /proc/PID that come out of its memory, and the one that describes it.</summary>
internal static class ProcessMemory
{
    /// <summary>Most that is shown of arguments or environment.</summary>
    private const ulong MaxTextBytes = 1 << 20;

    /// <summary>Where the name of a file begins in a line of maps, if the numbers before it leave room.</summary>
    private const int NameColumn = 73;

    public static byte[]? Arguments(Process process) => Bytes(process, static p => (p.ArgumentsStart, p.ArgumentsEnd));
    public static byte[]? Environment(Process process) => Bytes(process, static p => (p.EnvironmentStart, p.EnvironmentEnd));
    public static byte[]? AuxiliaryVector(Process process) => Bytes(process, static p => (p.AuxiliaryStart, p.AuxiliaryEnd));

    /// <summary>Nothing for a process without memory: of the kernel, or a zombie.</summary>
    private static byte[] Bytes(Process process, Func<ProgramImage, (ulong Start, ulong End)> range)
    {
        if (process.Space is not { } space || process.Program is not { } program)
            return [];
        (ulong start, ulong end) = range(program);
        if (end <= start)
            return [];
        var bytes = new byte[(int)Math.Min(end - start, MaxTextBytes)];
        int read = space.ReadForeign(start, bytes);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    public static byte[]? Maps(Process process)
    {
        if (process.Space is not { } space)
            return [];
        VfsPath root = Thread.CurrentOrNull?.FsContext.Root ?? LinuxKernel.Current.Mounts.Root.RootPath;
        var text = new StringBuilder();
        foreach (Vma vma in space.Snapshot())
        {
            Inode? inode = vma.File?.Description.Inode;
            DeviceNumber device = inode?.FileSystem.Device ?? default;
            string line = $"{vma.Start:x8}-{vma.End:x8} {Flag(vma, Protection.Read, 'r')}{Flag(vma, Protection.Write, 'w')}{Flag(vma, Protection.Execute, 'x')}"
                + $"{(vma.IsShared ? 's' : 'p')} {(ulong)vma.FirstPage << 12:x8} {device.Major:x2}:{device.Minor:x2} {inode?.Number ?? 0} ";
            string name = vma.File is { } file ? ByteText.ToString(PathText.Describe(file.Description.Path, root)) : vma.Label;
            text.Append(name.Length == 0 ? line : line.PadRight(NameColumn) + name).Append('\n');
        }
        return ByteText.ToBytes(text.ToString());
    }

    private static char Flag(Vma vma, Protection protection, char letter) => (vma.Protection & protection) != 0 ? letter : '-';
}
