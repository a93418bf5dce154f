using Ostd;
using Ostd.Console;
using Ostd.Tasks;
using Services.Memory;
using Services.Processes;
using Services.Signals;
using Services.Syscalls;

namespace Services.Boot;

/// <summary>Where the services begin: the framework runs <see cref="Run"/> as its first task.</summary>
public static class KernelMain
{
    /// <summary>Brings the services up and starts process 1; then the calling task has done its part.</summary>
    public static void Run()
    {
        Kernel kernel = Kernel.Current;
        var commandLine = new CommandLine(kernel.BootInfo.CommandLine);
        var services = new LinuxKernel();
        kernel.Services = services;
        kernel.UserFaultHandler = new UserFaults();
        kernel.TaskFaultHandler = OnTaskFault;
        AllSystemCalls.Register(services.Syscalls);
        Terminals.Create(services, commandLine);
        if (!RootFiles.Create(services))
            SerialConsole.WriteLine("The initial file system is damaged; continuing with what was unpacked.");
        if (!commandLine.Has("quiet"))
            Banner.Print(kernel);
        InitProcess.Start(services, commandLine);
    }

    /// <summary>
    /// An exception left a task. Threads of processes handle their own; what arrives here hit a task of the kernel, or a thread at
    /// its very end. The kernel runs on without it.
    /// </summary>
    private static void OnTaskFault(Task task, System.Exception exception)
    {
        SerialConsole.WriteLine($"kernel fault in {task}: {exception}");
        if (task.Data is Thread thread)
            thread.Process.BeginExit(WaitStatus.Killed(Signal.SIGKILL, dumped: false));
    }
}
