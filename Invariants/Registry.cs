using System.Collections.Generic;
using Ostd;
using Ostd.Model;

namespace Invariants;

/// <summary>All of them, in the order of their numbers.</summary>
internal static class Registry
{
    public static IReadOnlyList<Invariant> All { get; } =
    [
        new Invariant01UnusedMemory(),
        new Invariant02KernelCpuState(),
        new Invariant03DeviceInterrupts(),
        new Invariant04SensitiveMemory(),
        new Invariant05UserMemory(),
        new Invariant06DeviceMemoryAccess(),
        new Invariant07SensitiveDevices(),
        new Invariant08OneCpuPerTask(),
        new Invariant09SlotLifetime(),
        new Invariant10SlotFit(),
    ];

    /// <summary>Evaluates every invariant.</summary>
    /// <exception cref="InvariantViolatedException">The first that does not hold.</exception>
    public static void CheckAll(Kernel kernel, ModelMachine machine)
    {
        machine.Silently(() =>
        {
            foreach (Invariant invariant in All)
                invariant.Check(kernel, machine);
        });
    }
}
