using System;
using Ostd.Tasks;
using Ostd.User;
using Services;
using Services.Memory;
using Services.Processes;
using Services.Signals;
using Services.Vfs;

namespace Verification.Scenarios.Processes;

/// <summary>
/// Processes of the services on a machine with one task for each CPU: the product's process table, signals and memory, without programs. What a thread does stands in the scenario, as calls of what its system
/// calls would call. Everything here is setup.
/// </summary>
internal sealed class ProcessWorld
{
    private readonly KernelScenario _scenario;

    public ProcessWorld(KernelScenario scenario)
    {
        _scenario = scenario;
        scenario.Kernel.Services = Services = new LinuxKernel();
        Init = Make(null);
    }

    public LinuxKernel Services { get; }

    public ProcessTable Table => Services.Processes;

    public Process Init { get; }

    /// <summary>A process of one thread, in its parent's group and session.</summary>
    public Process Make(Process? parent, AddressSpace? space = null)
    {
        var process = new Process(Table, Table.AllocatePidLocked()) { Files = new FileTable(), Parent = parent, Space = space };
        process.Leader = AddThread(process, process.Pid);
        parent?.Children.Add(process);
        Table.AddProcessLocked(process);
        if (parent is null)
            Table.StartSessionLocked(process);
        else
            Table.MoveToGroupLocked(process, parent.Group);
        return process;
    }

    /// <summary>One more thread of a process.</summary>
    public Thread AddThread(Process process) => AddThread(process, Table.AllocatePidLocked());

    /// <summary>What a thread does, on a CPU of its own, as its own task.</summary>
    public void Run(int cpu, Thread thread, Action body, string name, Action? prepare = null) => _scenario.OnCpu(cpu, body, name, thread, () =>
    {
        thread.AttachWaiter();
        thread.Task = Task.Current;
        thread.Process.Space?.Activate();
        prepare?.Invoke();
    });

    /// <summary>A handler for a signal, so that it is not ignored; which one does not matter.</summary>
    public static void Handle(Process process, Signal signal) => process.Actions[signal] = new SigAction(Handler: 0x1000, Flags: 0, Restorer: 0, SignalSet.Empty);

    private Thread AddThread(Process process, int tid)
    {
        var thread = new Thread(process, tid, new UserContext());
        process.TryAddThreadLocked(thread);
        Table.AddThreadLocked(thread);
        return thread;
    }
}
