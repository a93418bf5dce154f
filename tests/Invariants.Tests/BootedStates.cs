using System;
using System.Collections.Generic;
using System.Linq;
using Ostd;
using Ostd.Frames;
using Ostd.Model;
using Ostd.Tasks;
using Ostd.UserSpace;
using Services.Policies;
using Xunit;

namespace Invariants.Tests;

/// <summary>States of a kernel in which every invariant must hold, the plainest first.</summary>
public static class BootedStates
{
    private static readonly Dictionary<string, Action<Action>> s_states = new()
    {
        ["just booted"] = static check => ModelKernel.Run(check, new ModelOptions { MemoryMiB = 4 }),
        ["just booted, with four CPUs"] = static check => ModelKernel.Run(check, new ModelOptions { MemoryMiB = 4, Cpus = 4 }),
        ["with registers in device memory"] = static check => ModelKernel.Run(check, new ModelOptions { MemoryMiB = 4, Cpus = 2, ModernApic = false }),
        ["on CPUs without newer protections"] = static check => ModelKernel.Run(check, new ModelOptions { MemoryMiB = 4, Cpus = 2, ModernProtection = false }),
        ["with the policies that boot on the metal"] = static check => ModelKernel.Run(check, new ModelOptions { MemoryMiB = 16, Cpus = 2, Inject = DefaultPolicies.Inject }),
        ["with frames, segments and user mappings"] = static check => ModelKernel.Run(() => WithMemory(check), new ModelOptions { MemoryMiB = 8, Cpus = 2 }),
        ["with tasks on every CPU"] = static check => ModelKernel.Run(() => WithTasks(check), new ModelOptions { MemoryMiB = 8, Cpus = 3 }),
    };

    public static TheoryData<string> Names => [.. s_states.Keys];

    /// <summary>Brings a kernel into a state, sees that the invariant holds there, and lets it go on to its end.</summary>
    public static void Hold(string state, int number)
    {
        Invariant invariant = Registry.All.Single(i => i.Number == number);
        bool wasChecked = false;
        s_states[state](() =>
        {
            Kernel kernel = Kernel.Current;
            var machine = (ModelMachine)kernel.Machine;
            machine.Silently(() => invariant.Check(kernel, machine));
            wasChecked = true;
        });
        Assert.True(wasChecked);
    }

    private static void WithMemory(Action check)
    {
        using UFrame frame = UFrame.Alloc();
        using UFrame clone = frame.Clone();
        using USegment segment = USegment.Alloc(5);
        using var space = new VmSpace();
        using (VmCursor cursor = space.Cursor(0x40_0000, 0x40_2000))
        {
            cursor.Map(frame, new PageProperty(PageFlags.Read | PageFlags.Write));
            cursor.Map(clone, new PageProperty(PageFlags.Read));
        }
        space.Activate();
        check();
        VmSpace.Deactivate();
        check();
    }

    private static void WithTasks(Action check)
    {
        bool over = false;
        var tasks = Enumerable.Range(0, 5).Select(_ => Task.Spawn(() =>
        {
            while (!over)
                Task.Yield();
        })).ToList();
        for (int turn = 0; turn < 20; turn++)
        {
            Task.Yield();
            check();
        }
        over = true;
    }
}
