using System.Collections.Generic;
using Ostd.Sync;
using Ostd.UserSpace;
using Services.Linux;
using Services.Pipes;
using Services.Poll;
using Services.Processes;
using Services.Vfs;
using Verification.Checking;
using Verification.Scenarios.Processes;

namespace Verification.Scenarios.Files;

/// <summary>A descriptor that one thread uses while another closes it, or passes it on.</summary>
internal static class FileTableScenarios
{
    public static ScenarioDefinition UsedWhileClosed { get; } = new(
        "A file that one thread uses is not closed under it by another thread", [], "files", ScenarioMachine.Tasks(cpus: 2), BuildUse, KilledMutant: "threads-hold-no-files");

    public static ScenarioDefinition CopiedWhileClosed { get; } = new(
        "A descriptor that is closed while the table is copied is open in the copy or gone", [], "files", ScenarioMachine.Tasks(cpus: 2), BuildFork, KilledMutant: "copied-descriptor-unheld");

    public static ScenarioDefinition PolledWhileClosed { get; } = new(
        "A poll of a pipe whose last writer is closed meanwhile says so", [], "files", ScenarioMachine.Tasks(cpus: 2), BuildPoll, KilledMutant: "pipe-closed-silently");

    public static IReadOnlyList<Checker> Checkers { get; } = [UsedWhileClosed.ToChecker(), CopiedWhileClosed.ToChecker(), PolledWhileClosed.ToChecker()];

    private static void BuildUse(KernelScenario s)
    {
        var world = new ProcessWorld(s);
        Process process = world.Make(world.Init);
        world.AddThread(process);
        FileTable files = process.Files;
        files.MarkUsedByThreads(); // as Cloning does
        var file = new CountedFile(s, world);
        int fd = Add(s, files, file);
        s.OnCpu(0, () =>
        {
            using FileUse use = files.Use(fd);
            use.File?.Poll(null);
        }, "uses");
        s.OnCpu(1, () => files.Close(fd), "closes");
        s.AtEnd(() => s.Assert(file.IsClosed, "it is closed in the end"));
    }

    private static void BuildFork(KernelScenario s)
    {
        var world = new ProcessWorld(s);
        FileTable files = world.Init.Files;
        var file = new CountedFile(s, world);
        int fd = Add(s, files, file);
        FileTable copy = null!;
        s.OnCpu(0, () => copy = files.Clone(), "copies");
        s.OnCpu(1, () => files.Close(fd), "closes");
        s.AtEnd(() =>
        {
            s.Assert(file.IsClosed == (copy.Get(fd) is null), "what the copy has is open");
            s.Assert(file.IsClosed || copy.Close(fd) == Errno.OK && file.IsClosed, "and is closed with it");
        });
    }

    private static void BuildPoll(KernelScenario s)
    {
        var world = new ProcessWorld(s);
        Process process = world.Make(world.Init);
        Pipe.Create(OpenFlags.ReadOnly, out FileDescription reader, out FileDescription writer);
        int readFd = Add(s, process.Files, reader), writeFd = Add(s, process.Files, writer);
        PollEvents seen = default;
        world.Run(0, process.Leader, () => PollSession.Wait(process.Leader, waiter =>
        {
            using FileUse use = process.Files.Use(readFd);
            seen = use.File!.Poll(waiter) & PollEvents.Always;
            return seen == PollEvents.None ? 0 : 1;
        }, null, out _), "polls");
        s.OnCpu(1, () => process.Files.Close(writeFd), "closes the other end");
        s.AtEnd(() => s.Assert(seen == PollEvents.HangUp, $"the poll sees the hang-up, not {seen}"));
    }

    private static int Add(KernelScenario s, FileTable files, FileDescription file)
    {
        s.Assert(files.Add(file, ResourceLimits.DefaultOpenFiles, closeOnExec: false, out int fd) == Errno.OK, "there is room for a file");
        return fd;
    }

    /// <summary>A file that notices when it is used after it was closed.</summary>
    private sealed class CountedFile(KernelScenario s, ProcessWorld world) : FileDescription(world.Services.NamelessFiles.PathOf(world.Services.NamelessFiles.Root.Inode), OpenFlags.Path)
    {
        private AtomicBool _isClosed = new();

        public bool IsClosed => _isClosed.Load(MemoryOrder.Relaxed);

        public override PollEvents Poll(PollWaiter? waiter)
        {
            RequireOpen();
            RequireOpen();
            return PollEvents.None;
        }

        protected override void OnClosed() => s.Assert(!_isClosed.Exchange(true), "it is closed once");

        private void RequireOpen() => s.Assert(!IsClosed, "a file that is in use is open");
    }
}
