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

    /// <summary>A plain access to physical memory comes next: by kernel code, by a user program through the MMU, or by a device.</summary>
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

    /// <summary>Setup goes on as another CPU, or ends: what any did before comes before what any does from now on.</summary>
    void OnRendezvous()
    {
    }

    /// <summary>A CPU asks another one, or itself, for an interrupt.</summary>
    void OnInterruptSent(int from, int to)
    {
    }

    /// <summary>A CPU has loaded another page-table root.</summary>
    void OnPageTableRoot(int cpu, ulong cr3)
    {
    }

    /// <summary>A CPU writes a model-specific register.</summary>
    void OnModelRegister(int cpu, uint register, ulong value)
    {
    }

    /// <summary>Kernel code is about to write a control register, by its name.</summary>
    void OnControlRegister(int cpu, string register, ulong value)
    {
    }

    /// <summary>A CPU is about to enter user mode.</summary>
    void OnUserEntry(int cpu, UserState state)
    {
    }

    /// <summary>An interrupt ended user mode; the kernel handles it next.</summary>
    void OnInterruptFromUser(int cpu, int vector)
    {
    }

    /// <summary>A kernel context was made, on a stack between these kernel virtual addresses, with a guard page at the first.</summary>
    void OnContextMade(KernelContext context, ulong guardBottom, ulong stackBottom, ulong stackTop)
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
/// <param name="IsUserWord">A word of 32 bits in user memory, reached through the MMU.</param>
internal readonly record struct AtomicEvent(int Cpu, long Location, AtomicCell? Cell, AtomicAccess Access, MemoryOrder Order, ulong Before, ulong After, bool IsFlush = false, bool IsUserWord = false);

/// <param name="Cpu">Who does it.</param>
/// <param name="Address">First byte.</param>
/// <param name="Length">Bytes.</param>
/// <param name="IsWrite">It writes.</param>
/// <param name="Form">As what.</param>
/// <param name="By">On whose behalf.</param>
/// <param name="Value">Of one word, what is written; of a copy, the other place.</param>
internal readonly record struct PhysicalAccess(
    int Cpu, ulong Address, ulong Length, bool IsWrite, AccessForm Form = AccessForm.Bytes, Accessor By = Accessor.Kernel, ulong Value = 0);

/// <summary>How kernel code looks at memory.</summary>
internal enum AccessForm
{
    /// <summary>As bytes without a meaning, by copies.</summary>
    Bytes,

    /// <summary>As bytes, from one place in RAM to another: the access's value is the other place.</summary>
    Copy,

    /// <summary>One byte all over, usually zero: also how typed memory begins.</summary>
    Fill,

    /// <summary>As one word of a structure of the framework.</summary>
    Word,
}

internal enum Accessor { Kernel, UserProgram, Device }
