using System;
using Ostd.Boot;
using Ostd.Console;
using Ostd.Timers;
using Ostd.User;
using Services.Elf;
using Services.Linux;
using Services.Processes;
using Services.Vfs;

namespace Services.Boot;

/// <summary>
/// Process 1. With /init in the initial file system (and no job on the command line) it executes that, as Linux does. Otherwise it
/// stays in the kernel: it starts the job or a shell, and adopts and reaps whatever is orphaned. So a job's exit status is
/// exactly what wait reports to its parent, and a job's children are never zombies for ever.
/// </summary>
internal sealed class InitProcess
{
    private static ReadOnlySpan<byte> ShellPath => "/bin/sh"u8;

    /// <summary>Status of a system that could not start its job, as of a shell that finds no command.</summary>
    private const int CannotStart = 127;

    /// <summary>A shell that ends faster than this is not started again at once.</summary>
    private const ulong RespawnDelayNs = 1_000_000_000;

    private static readonly string[] s_environment = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "TERM=linux", "USER=root", "SHELL=/bin/sh"];

    private readonly LinuxKernel _services;
    private readonly CommandLine _commandLine;
    private readonly Process _process;
    private readonly Thread _thread;

    private InitProcess(LinuxKernel services, CommandLine commandLine)
    {
        _services = services;
        _commandLine = commandLine;
        ProcessTable table = services.Processes;
        using var guard = table.Lock();
        VfsPath root = services.Mounts.Root.RootPath;
        _process = new Process(table, table.AllocatePidLocked())
        {
            StartTimeNs = Clock.MonotonicNs,
            Files = new FileTable(),
            FsContext = new FsContext(root, root),
        };
        _thread = new Thread(_process, _process.Pid, new UserContext()) { Name = "init" };
        _process.Leader = _thread;
        _process.TryAddThreadLocked(_thread);
        table.AddProcessLocked(_process);
        table.AddThreadLocked(_thread);
        table.StartSessionLocked(_process);
    }

    public static void Start(LinuxKernel services, CommandLine commandLine)
    {
        var init = new InitProcess(services, commandLine);
        init.OpenConsole(init._process.Files);
        init._thread.StartInKernel(init.Main);
    }

    private void Main()
    {
        if (_commandLine.Job is { } job)
        {
            Power.PowerOff(RunJob(job));
            return;
        }

        if (TryBecomeUserInit())
        {
            _thread.RunUserCode();
            Power.PowerOff(WaitStatus.ShellCode(_process.ExitStatus));
            return;
        }

        while (true)
            RunShell();
    }

    private int RunJob(string job)
    {
        Process? shell = Spawn(["sh", "-c", job], "/"u8);
        return shell is null ? CannotStart : WaitStatus.ShellCode(WaitFor(shell));
    }

    private void RunShell()
    {
        ulong started = Clock.MonotonicNs;
        if (Spawn(["-sh"], "/root"u8) is { } shell)
            WaitFor(shell);
        ulong earliest = started + RespawnDelayNs;
        if (Clock.MonotonicNs < earliest)
            _thread.SleepInterruptible(earliest);
    }

    private bool TryBecomeUserInit()
    {
        ReadOnlySpan<byte> name = "/init"u8;
        VfsPath root = _services.Mounts.Root.RootPath;
        if (new PathWalker(_process.FsContext, _thread.Credentials).Resolve(root, name, followLast: true, out VfsPath path) != Errno.OK)
            return false;
        long result = Executing.Execute(_thread, path, name, Strings(["/init"]), Strings(s_environment));
        if (result < 0)
            SerialConsole.WriteLine($"/init does not start: {(Errno)(-result)}");
        return result == 0;
    }

    /// <summary>Reaps children until this one has ended; its status.</summary>
    private int WaitFor(Process child)
    {
        while (true)
        {
            Errno error = new ChildWait(_process, WaitKind.Any, 0, WaitOptions.Exited | WaitOptions.All).Run(_thread, out WaitFinding found);
            if (error == Errno.OK && found.Pid == child.Pid)
                return found.Status;
            if (error == Errno.ERESTARTSYS)
                _thread.DropSignals();
        }
    }

    /// <summary>Starts a shell as leader of a session with the console as its terminal. Null: it could not; the console says why.</summary>
    private Process? Spawn(string[] arguments, ReadOnlySpan<byte> directory)
    {
        VfsPath root = _services.Mounts.Root.RootPath;
        var walker = new PathWalker(_process.FsContext, _thread.Credentials);
        if (walker.Resolve(root, directory, followLast: true, out VfsPath home) != Errno.OK || !home.Inode.IsDirectory)
            home = root;
        Errno error = walker.Resolve(root, ShellPath, followLast: true, out VfsPath path);
        LoadedProgram? program = null;
        if (error == Errno.OK)
            error = new ProgramLoader(_process, _thread.Credentials).Load(path, ShellPath, Strings(arguments), Strings(s_environment), out program);
        if (error != Errno.OK)
        {
            SerialConsole.WriteLine($"/bin/sh does not start: {error}");
            return null;
        }

        var files = new FileTable();
        OpenConsole(files);
        Process child = Spawning.Prepare(_process, program!, files, new FsContext(root, home), "sh");
        _services.ConsoleTerminal.Control(child, steal: true);
        child.Leader.Start();
        return child;
    }

    private void OpenConsole(FileTable files)
    {
        VfsPath root = _services.Mounts.Root.RootPath;
        Errno error = new PathWalker(_process.FsContext, _thread.Credentials).Open(root, "/dev/ttyS0"u8, OpenFlags.ReadWrite | OpenFlags.NoCtty, 0, out FileDescription? console);
        if (error != Errno.OK)
        {
            SerialConsole.WriteLine($"the console cannot be opened: {error}");
            return;
        }

        for (int fd = 0; fd < 3; fd++)
        {
            if (fd > 0)
                console!.TryHold();
            files.Add(console!, 3, closeOnExec: false, out _);
        }
    }

    private static ArgumentList Strings(string[] texts)
    {
        var list = new ArgumentList();
        foreach (string text in texts)
            list.Add(ByteText.ToBytes(text));
        return list;
    }
}
