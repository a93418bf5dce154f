using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Asterism;

/// <summary>
/// The initial file system: Debian's static busybox with a link for each applet, the files below kernel/Initramfs, empty mount points, and
/// programs of the host that <c>--add</c> names, each with the shared libraries it needs.
/// </summary>
public sealed class Initramfs
{
    private const int Executable = 0x1ED /* 0755 */, ReadOnly = 0x1A4 /* 0644 */;

    private readonly Cpio _cpio = new();

    public static byte[] Pack(IEnumerable<string> additions)
    {
        var image = new Initramfs();
        // Additions come first, so that they can replace what comes by default.
        foreach (string addition in additions)
            image.AddProgram(addition);
        image.AddMountPoints();
        image.AddOverlay();
        image.AddBusybox();
        return image._cpio.Finish();
    }

    /// <summary>Packs into a file of the artifacts folder and returns its path.</summary>
    public static string PackToFile(string name, IEnumerable<string> additions)
    {
        Directory.CreateDirectory(Repository.Artifacts);
        string path = Path.Combine(Repository.Artifacts, name);
        byte[] archive = Pack(additions);
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(archive))
            File.WriteAllBytes(path, archive);
        return path;
    }

    private void AddMountPoints()
    {
        foreach (string name in (string[])["bin", "dev", "etc", "proc", "root", "run", "sbin", "sys", "usr/bin", "usr/sbin", "var"])
            _cpio.AddDirectory(name);
        _cpio.AddDirectory("tmp", 0x3FF /* 1777 */);
    }

    private void AddOverlay()
    {
        string root = Repository.RootOverlay;
        if (!Directory.Exists(root))
            return;
        foreach (string file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            bool executable = (File.GetUnixFileMode(file) & UnixFileMode.UserExecute) != 0;
            _cpio.AddFile(Path.GetRelativePath(root, file), File.ReadAllBytes(file), executable ? Executable : ReadOnly);
        }
    }

    private void AddBusybox()
    {
        _cpio.AddFile("bin/busybox", File.ReadAllBytes(Which("busybox")), Executable);
        foreach (string applet in Processes.Output("busybox", "--list-full").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (!applet.EndsWith("/busybox", StringComparison.Ordinal) && applet != "busybox")
                _cpio.AddLink(applet, "/bin/busybox");
    }

    /// <param name="addition">HOSTFILE or HOSTFILE:PATH.</param>
    private void AddProgram(string addition)
    {
        string[] parts = addition.Split(':', 2);
        string host = Path.GetFullPath(parts[0]);
        if (!File.Exists(host))
            throw new CommandFailedException($"--add {addition}: there is no file {host} on this machine.");
        _cpio.AddFile(parts is [_, var path] ? path : host, File.ReadAllBytes(host), Executable);
        foreach (string library in LibrariesOf(host))
            _cpio.AddFile(library, File.ReadAllBytes(library), Executable);
    }

    /// <summary>The dynamic loader and the libraries it would load, as ldd(1) lists them; nothing for what is not a dynamic ELF file.</summary>
    private static IEnumerable<string> LibrariesOf(string host)
    {
        if (!IsElf(host))
            return [];
        string listing;
        try
        {
            listing = Processes.Output("ldd", host);
        }
        catch (CommandFailedException e) when (e.Message.Contains("not a dynamic executable", StringComparison.Ordinal))
        {
            return [];
        }

        // "libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x…)", "/lib64/ld-linux-x86-64.so.2 (0x…)", "libx.so => not found"
        var libraries = new List<string>();
        foreach (string line in listing.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.EndsWith("=> not found", StringComparison.Ordinal))
                throw new CommandFailedException($"--add {host}: needs the library {line.Split(' ')[0]}, which this machine does not have.");
            string file = line.Contains("=> ", StringComparison.Ordinal) ? line[(line.IndexOf("=> ", StringComparison.Ordinal) + 3)..] : line;
            file = file.Split(' ')[0];
            if (file.StartsWith('/'))
                libraries.Add(file);
        }
        return libraries;
    }

    private static bool IsElf(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> magic = stackalloc byte[4];
        return file.ReadAtLeast(magic, 4, throwOnEndOfStream: false) == 4 && magic.SequenceEqual("\u007fELF"u8);
    }

    private static string Which(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/bin").Append("/usr/bin")
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
        ?? throw new CommandFailedException($"{program} is not installed. On Debian: apt-get install busybox-static");
}
