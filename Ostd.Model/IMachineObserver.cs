using Ostd.Seam;
using Ostd.Sync;

namespace Ostd.Model;

/// <summary>
/// Watches a machine without being part of it: the invariants' predicates, shadow memory, happens-before clocks. Attached by <see cref="ModelMachine.Attach"/> or
/// <see cref="ModelOptions.Attach"/>.
/// </summary>
/// <remarks>
/// Called on the host thread that plays the CPU, with the machine at rest; nothing that an observer reads, atomics included, is a step. An exception that it
/// throws goes through the kernel code that made the step, and ends the run.
/// </remarks>
internal interface IMachineObserver
{
    /// <summary>Between two steps: everything that the executing CPU did since its last visible operation has happened.</summary>
    void AfterStep()
    {
    }

    /// <summary>An atomic operation took effect.</summary>
    void OnAtomic(in AtomicEvent e)
    {
    }

    /// <summary>A plain access to physical memory comes next, by kernel code or, through the MMU, by a user program.</summary>
    void OnPhysical(in PhysicalAccess access)
    {
    }

    /// <summary>A CPU is about to continue another context.</summary>
    void OnSwitch(int cpu, KernelContext from, KernelContext to)
    {
    }

    /// <summary>An interrupt handler begins or has ended, on a CPU that executed kernel code.</summary>
    void OnInterrupt(int cpu, int vector, bool isEntry)
    {
    }

    /// <summary>The executing CPU starts another one.</summary>
    void OnCpuStart(int cpu)
    {
    }
}

/// <param name="Cpu">Who did it.</param>
/// <param name="Location">The word: <see cref="AtomicCell.Location"/> or, for a word of physical memory, <see cref="ModelMachine.LocationOf"/>. 0 for a fence.</param>
/// <param name="Cell">The word's cell; null for physical memory and fences.</param>
/// <param name="Access">What it was.</param>
/// <param name="Order">What it promised about the accesses around it.</param>
/// <param name="Before">What the word was (of a reference: whether there was one).</param>
/// <param name="After">What it is now; for a load what was read.</param>
/// <param name="IsFlush">A store that left its CPU's store buffer only now.</param>
internal readonly record struct AtomicEvent(int Cpu, long Location, AtomicCell? Cell, AtomicAccess Access, MemoryOrder Order, ulong Before, ulong After, bool IsFlush = false);

/// <param name="Cpu">Who does it.</param>
/// <param name="Address">First byte.</param>
/// <param name="Length">Bytes.</param>
/// <param name="IsWrite">It writes.</param>
/// <param name="IsUser">A user program does it, in ring 3.</param>
internal readonly record struct PhysicalAccess(int Cpu, ulong Address, ulong Length, bool IsWrite, bool IsUser = false);
