using System;
using Ostd.Console;
using Ostd.UserSpace;
using Services.Processes;
using Services.Signals;

namespace Services.Memory;

/// <summary>Where the framework turns with a fault on user memory: the space of the thread that caused it.</summary>
internal sealed class UserFaults : IUserFaultHandler
{
    public bool TryResolve(ulong address, PageFaultAccess access)
    {
        if (Thread.CurrentOrNull is not { } thread || thread.Process.Space is not { } space)
            return false;
        try
        {
            return space.TryResolve(address, access);
        }
        catch (OutOfMemoryException)
        {
            // Nothing can be taken from others here: who needs the page pays.
            SerialConsole.WriteLine($"out of memory: killed process {thread.Process.Pid} ({thread.Name})");
            thread.Process.BeginExit(WaitStatus.Killed(Signal.SIGKILL, dumped: false));
            return false;
        }
    }
}
