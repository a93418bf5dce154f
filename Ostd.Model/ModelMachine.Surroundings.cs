using System;
using System.Collections.Generic;
using Ostd.Seam;

namespace Ostd.Model;

/// <summary>
/// What happens around the CPUs while the machine is explored, when the options ask for it: devices that act at any moment, translations that fall out of a TLB, and memory
/// that runs out. Each is a step of its own, of which a run has a limited number.
/// </summary>
/// <remarks>
/// A device is a function that runs beside the CPUs as one of them would, on a turn of its own, without interrupts or tasks: whatever it touches is a step.
/// A TLB may drop a translation whenever it likes, but nobody can notice before the next access; so an eviction counts for that access alone: it is used up by the next one of its CPU that
/// would have hit. In the same way a shortage is used up by the next request of its CPU, which gets nothing.
/// </remarks>
internal sealed partial class ModelMachine
{
    private const long TlbTag = DeviceTag | 1L << 56, SupplyTag = DeviceTag | 1L << 57;

    private readonly List<(Action Body, string Name)> _deviceBodies = [];

    /// <summary>What the TLB of a CPU will do at its next access as a location.</summary>
    internal static long TlbLocation(int cpu) => TlbTag | (long)cpu;

    /// <summary>Whether a CPU's next request for memory fails as a location.</summary>
    internal static long SupplyLocation(int cpu) => SupplyTag | (long)cpu;

    /// <summary>Adds a device to the run that is about to be explored. At most <see cref="ModelOptions.Devices"/>.</summary>
    internal void AddDevice(Action body, string name)
    {
        if (_deviceBodies.Count == _options.Devices)
            throw new InvalidOperationException($"The machine was made for {_options.Devices} devices.");
        _deviceBodies.Add((body, name));
    }

    /// <summary>For whoever hands out what may run out, on the CPU that asks: true when there is none this time.</summary>
    internal bool RunsOut(string what)
    {
        if (!_exploring || _silence != 0 || _options.Shortages == 0)
            return false;
        ModelCpu cpu = Cpu;
        Visible(new PendingStep(StepKind.ReadModifyWrite, SupplyLocation(_current), $"asks for {what}"));
        bool fails = cpu.IsShort;
        cpu.IsShort = false;
        return fails;
    }

    // The executing CPU is about to use a translation that its TLB holds, if the TLB has not dropped it meanwhile.
    private void BeforeHit(ulong vaddr)
    {
        if (_options.TlbEvictions == 0)
            return;
        ModelCpu cpu = Cpu;
        Visible(new PendingStep(StepKind.ReadModifyWrite, TlbLocation(_current), "looks into the TLB"));
        if (cpu.Evicts)
            Mmu.Evict(vaddr);
        cpu.Evicts = false;
    }

    // The devices that were added come after the CPUs, and stand ready.
    private void StartDevices()
    {
        for (int i = 0; i < _deviceBodies.Count; i++)
        {
            Action body = _deviceBodies[i].Body;
            ModelCpu device = _cpus[CpuCount + i];
            device.Context = new ModelContext
            {
                IsDevice = true,
                Entry = () =>
                {
                    body();
                    _bodiesLeft--;
                },
            };
            device.Pending = s_start;
            device.HasPending = true;
            _bodiesLeft++;
        }
    }
}
