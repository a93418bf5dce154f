using Ostd.Timers;
using Ostd.User;
using Services.Elf;
using Services.Vfs;

namespace Services.Processes;

/// <summary>Making a process with a program, without a fork: for the kernel's own process 1.</summary>
internal static class Spawning
{
    /// <summary>A child of <paramref name="parent"/> that leads a session of its own. It runs once its leader is started.</summary>
    public static Process Prepare(Process parent, LoadedProgram program, FileTable files, FsContext directories, string name)
    {
        ProcessTable table = parent.Table;
        using var guard = table.Lock();
        var child = new Process(table, table.AllocatePidLocked())
        {
            StartTimeNs = Clock.MonotonicNs,
            Space = program.Space,
            Files = files,
            FsContext = directories,
            Program = program.Image,
            HasExecuted = true,
            Parent = parent,
        };
        var thread = new Thread(child, child.Pid, new UserContext()) { Name = name, Credentials = program.Credentials };
        thread.ResetRegisters(program.Entry, program.StackPointer);
        child.Leader = thread;
        child.TryAddThreadLocked(thread);
        parent.Children.Add(child);
        table.AddProcessLocked(child);
        table.AddThreadLocked(thread);
        table.StartSessionLocked(child);
        return child;
    }
}
