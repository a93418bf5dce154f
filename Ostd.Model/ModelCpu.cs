using System.Collections.Generic;

namespace Ostd.Model;

/// <summary>One CPU of the model: what it executes, its interrupt flag and its devices.</summary>
internal sealed class ModelCpu
{
    internal ModelCpu(ModelMachine machine, int index)
    {
        Apic = new ModelLocalApic((uint)index);
        User = new UserCpu(machine, this);
    }

    /// <summary>The context that executes on it; null until it is started.</summary>
    internal ModelContext? Context;

    /// <summary>What the framework bound to it.</summary>
    internal object? Local;

    internal bool InterruptFlag;
    internal bool IsHalted;
    internal readonly ModelLocalApic Apic;

    /// <summary>Ring 3: its registers, while <see cref="InUserMode"/>.</summary>
    internal readonly UserCpu User;
    internal bool InUserMode;

    /// <summary>Model-specific registers that are nothing but memory to the model.</summary>
    internal readonly Dictionary<uint, ulong> Msrs = [];

    /// <summary>x87 and upper vector state, as XSAVE lays it out.</summary>
    internal readonly byte[] ExtendedState = new byte[ModelMachine.ExtendedStateSize];

    // ---- While the machine is being explored -----------------------------------------------------------------

    /// <summary>The visible step that it is about to take; withdrawn while it handles an interrupt.</summary>
    internal PendingStep Pending;
    internal bool HasPending;

    /// <summary>Granted instead of the pending step: an interrupt arrives.</summary>
    internal bool TakesInterrupt;

    /// <summary>It waits for the exploration to begin.</summary>
    internal bool IsAtStart;

    /// <summary>What it waits for in a spin loop has happened; the loop may look again at any time from then on.</summary>
    internal bool SpinEnds;

    /// <summary>For the schedule: its number of the CPU's last step, of the last flush of its store buffer, and of the write that ended its spinning.</summary>
    internal int LastStep = -1, LastFlush = -1, SpinCause = -1;

    /// <summary>The translation that its next access would use has been dropped; its next request for memory fails.</summary>
    internal bool Evicts, IsShort;

    /// <summary>Stores that others do not see yet, oldest first.</summary>
    internal readonly Queue<BufferedStore> StoreBuffer = new();

    /// <summary>The words that it has looked at since it last waited in a spin loop.</summary>
    internal List<WatchedWord> Watched = [];

    /// <summary>It has something to execute, now or by taking an interrupt.</summary>
    internal bool CanRun => Context is not null && !IsAtStart && (!IsHalted || (InterruptFlag && Apic.HasDeliverable));
}
