using System;
using Ostd.Seam;

namespace Ostd;

/// <summary>
/// The root of all state: the framework's parts, and the one object of the services above it.
/// There are no mutable statics; everything is reached from here, and this through the current CPU.
/// </summary>
public sealed partial class Kernel
{
    /// <summary>The kernel that executes the caller. Any context.</summary>
    public static Kernel Current => Root.Kernel;

    internal Machine Machine { get; }

    /// <summary>What the boot loader handed over.</summary>
    public Boot.BootInfo BootInfo => Machine.BootInfo;

    /// <summary>CPUs that take part.</summary>
    public int CpuCount => Machine.CpuCount;

    /// <summary>The root object of the services, set once while they start. Any context.</summary>
    public object? Services { get; set; }

    /// <summary>Resolves faults on user memory; set once by the services.</summary>
    public UserSpace.IUserFaultHandler? UserFaultHandler { get; set; }

    /// <summary>Called in task context with an exception that left a task's body; set once by the services.</summary>
    public Action<Tasks.Task, Exception>? TaskFaultHandler { get; set; }
}
