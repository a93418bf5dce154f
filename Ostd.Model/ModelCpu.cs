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

    /// <summary>It has something to execute, now or by taking an interrupt.</summary>
    internal bool CanRun => Context is not null && (!IsHalted || (InterruptFlag && Apic.HasDeliverable));
}
