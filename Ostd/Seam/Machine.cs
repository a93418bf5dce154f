using System;
using System.Diagnostics.CodeAnalysis;

namespace Ostd.Seam;

/// <summary>
/// The machine below the framework: privileged instructions and raw physical memory, no logic.
/// </summary>
/// <remarks>
/// The metal has one implementation (each operation is an instruction or a short stub), the host another
/// (a simulated x86-64 machine). Only one subclass exists in a metal image, so that calls through this class are
/// devirtualised and inlined. Every operation acts on the CPU that executes it.
/// No operation checks its arguments: callers in Ostd owe what the comments say.
/// </remarks>
internal abstract class Machine
{
    // ---- Boot -------------------------------------------------------------------------------------------------

    /// <summary>What the boot loader handed over: memory map, command line, initial file system.</summary>
    public abstract Boot.BootInfo BootInfo { get; }

    /// <summary>The parts of the kernel image, disjoint, which together cover it.</summary>
    public abstract ImageSection[] ImageSections { get; }

    /// <summary>Number of CPUs that take part, at least 1.</summary>
    public abstract int CpuCount { get; }

    /// <summary>Index of the executing CPU, 0 is the boot CPU. Stable only while preemption is disabled.</summary>
    public abstract int CurrentCpu { get; }

    /// <summary>
    /// The one object that CPU is bound to, or null before it is set; read by a single instruction, so that it is right even when the
    /// reader is moved to another CPU next. The framework keeps the running task there (a task's own state moves with it).
    /// </summary>
    public abstract object? CpuLocal { get; }

    /// <summary>Sets the object that <see cref="CpuLocal"/> returns on CPU <paramref name="cpu"/>; it must stay reachable.</summary>
    public abstract void SetCpuLocal(int cpu, object state);

    // ---- Physical memory (RAM only, through the linear map) --------------------------------------------------

    public abstract byte ReadPhys8(ulong paddr);
    public abstract uint ReadPhys32(ulong paddr);
    public abstract ulong ReadPhys64(ulong paddr);
    public abstract void WritePhys8(ulong paddr, byte value);
    public abstract void WritePhys32(ulong paddr, uint value);
    public abstract void WritePhys64(ulong paddr, ulong value);

    /// <summary>Locked compare-exchange of an aligned word; returns the old value.</summary>
    public abstract ulong CompareExchangePhys64(ulong paddr, ulong value, ulong comparand);
    public abstract ulong ExchangePhys64(ulong paddr, ulong value);
    public abstract ulong FetchAddPhys64(ulong paddr, ulong delta);

    /// <summary>
    /// An aligned word that several CPUs use at the same time: a plain access as far as the processor is concerned, and an event of the model machine. Words
    /// that a lock or a claim protects are for <see cref="ReadPhys64"/> and <see cref="WritePhys64"/>.
    /// </summary>
    public abstract ulong LoadPhys64(ulong paddr, Sync.MemoryOrder order);
    public abstract void StorePhys64(ulong paddr, ulong value, Sync.MemoryOrder order);

    public abstract void CopyFromPhys(ulong paddr, Span<byte> destination);
    public abstract void CopyToPhys(ulong paddr, ReadOnlySpan<byte> source);
    public abstract void CopyPhys(ulong destination, ulong source, ulong length);
    public abstract void FillPhys(ulong paddr, byte value, ulong length);

    /// <summary>A word of kernel virtual memory (linear map, image, stacks), as the collector reads it.</summary>
    public abstract ulong ReadKernel64(ulong vaddr);
    public abstract void WriteKernel64(ulong vaddr, ulong value);

    // ---- Ports and MMIO --------------------------------------------------------------------------------------

    public abstract byte In8(ushort port);
    public abstract ushort In16(ushort port);
    public abstract uint In32(ushort port);
    public abstract void Out8(ushort port, byte value);
    public abstract void Out16(ushort port, ushort value);
    public abstract void Out32(ushort port, uint value);

    /// <summary>One access of the given width to device memory at a mapped kernel virtual address.</summary>
    public abstract byte ReadMmio8(ulong vaddr);
    public abstract ushort ReadMmio16(ulong vaddr);
    public abstract uint ReadMmio32(ulong vaddr);
    public abstract ulong ReadMmio64(ulong vaddr);
    public abstract void WriteMmio8(ulong vaddr, byte value);
    public abstract void WriteMmio16(ulong vaddr, ushort value);
    public abstract void WriteMmio32(ulong vaddr, uint value);
    public abstract void WriteMmio64(ulong vaddr, ulong value);

    // ---- CPU -------------------------------------------------------------------------------------------------

    public abstract ulong ReadCr0();
    public abstract void WriteCr0(ulong value);
    public abstract ulong ReadCr4();

    /// <summary>From the moment on at which it has the bit SMAP, the user copies open and close their window to user memory.</summary>
    public abstract void WriteCr4(ulong value);

    /// <summary>XGETBV and XSETBV of register 0; only when CR4 has the bit OSXSAVE.</summary>
    public abstract ulong ReadXcr0();
    public abstract void WriteXcr0(ulong value);
    public abstract ulong ReadCr3();
    public abstract void WriteCr3(ulong value);
    public abstract void InvalidatePage(ulong vaddr);
    public abstract ulong ReadMsr(uint msr);
    public abstract void WriteMsr(uint msr, ulong value);
    public abstract void Cpuid(uint leaf, uint subleaf, out uint eax, out uint ebx, out uint ecx, out uint edx);
    public abstract bool InterruptsEnabled { get; }
    public abstract void DisableInterrupts();
    public abstract void EnableInterrupts();

    /// <summary><c>sti; hlt</c>: no interrupt is taken between the two, so a wake-up cannot be lost. Returns with interrupts enabled.</summary>
    public abstract void EnableInterruptsAndHalt();
    public abstract void Pause();
    public abstract void Fence();
    public abstract ulong ReadTsc();

    /// <summary>Writes a line of RAM that the CPU's caches hold back to memory (CLFLUSH), for readers that do not see the caches. Ordered after earlier stores to it.</summary>
    public abstract void FlushCacheLine(ulong paddr);

    /// <summary>One hardware random word; false when the source has none now. Only when there is a source (<see cref="Boot.CpuControl.HasRandomSource"/>).</summary>
    public abstract bool TryReadRandom(out ulong value);

    /// <summary>Starts CPU <paramref name="cpu"/>; it runs <c>Kernel.EnterSecondaryCpu</c>.</summary>
    public abstract void StartCpu(int cpu);

    /// <summary>Ends the machine. Never returns.</summary>
    [DoesNotReturn]
    public abstract void PowerOff(int exitCode);

    // ---- Kernel contexts -------------------------------------------------------------------------------------

    /// <summary>
    /// A context that, when first switched to, runs <c>Tasks.TaskEntry.Run()</c> with interrupts disabled on the stack that ends at
    /// <paramref name="stackTop"/> (16-byte aligned kernel virtual address). The trap entry learns with every switch where the running stack
    /// lies: a guard page at <paramref name="guardBottom"/>, then a reserve (frames in the page tables, not present), then the stack from
    /// <paramref name="stackBottom"/> up.
    /// </summary>
    public abstract KernelContext CreateContext(ulong guardBottom, ulong stackBottom, ulong stackTop);

    /// <summary>The context of the code that runs now (the boot flow of this CPU); filled by the first switch away from it.</summary>
    public abstract KernelContext CreateBootContext();

    /// <summary>
    /// Saves the callee-saved state in <paramref name="from"/> and continues <paramref name="to"/>. Interrupts are disabled.
    /// Returns when somebody switches back to <paramref name="from"/>.
    /// </summary>
    public abstract void SwitchContext(KernelContext from, KernelContext to);

    /// <summary>A context that will never be switched to again: what the machine keeps for it may go.</summary>
    public virtual void ReleaseContext(KernelContext context)
    {
    }

    // ---- User mode -------------------------------------------------------------------------------------------

    /// <summary>
    /// Enters user mode with the registers of <paramref name="state"/> (already sanitised) in the active address space; returns at
    /// the next trap with the registers as the user program left them. Called and returns with interrupts disabled.
    /// </summary>
    public abstract TrapInfo EnterUser(UserState state);

    /// <summary>Where a system call enters the kernel, the same on every CPU: <see cref="EnterUser"/> returns from there.</summary>
    public abstract ulong SystemCallStub { get; }

    /// <summary>Where in <see cref="UserState.Extended"/> the area begins, aligned as XSAVE wants it. The same for the same state at all times.</summary>
    public abstract int ExtendedAreaOffset(UserState state);

    /// <summary>Saves the x87 state and the vector state above the low 128 bits (XSAVE without the SSE part) into the state's area. Only when XCR0 was set.</summary>
    public abstract void SaveExtendedState(UserState state);
    public abstract void RestoreExtendedState(UserState state);

    /// <summary>
    /// Copies between user memory (in the active space, range already checked to lie in the user half) and a kernel buffer.
    /// A fault calls <c>Traps.KernelFault.TryResolveUserFault</c>; when that cannot help, the copy stops there. Returns the bytes copied.
    /// </summary>
    public abstract int CopyFromUser(ulong uaddr, Span<byte> destination);
    public abstract int CopyToUser(ulong uaddr, ReadOnlySpan<byte> source);
    public abstract int CopyUserToPhys(ulong uaddr, ulong paddr, int length);
    public abstract int CopyPhysToUser(ulong paddr, ulong uaddr, int length);
    public abstract int FillUser(ulong uaddr, byte value, int length);

    /// <summary>Locked compare-exchange of an aligned user word; false when the access faulted.</summary>
    public abstract bool TryCompareExchangeUser32(ulong uaddr, uint value, uint comparand, out uint old);

    // ---- Collector support -----------------------------------------------------------------------------------

    /// <summary>Kernel virtual ranges of words that hold references outside heap and stacks (static cells, frozen objects), precise or not.</summary>
    public abstract void VisitStaticRoots(IRootVisitor visitor);

    /// <summary>Pushes every callee-saved register and calls <paramref name="action"/> with the stack pointer below which nothing live is.</summary>
    public abstract void WithSpilledRegisters(Action<ulong> action);

    /// <summary>The saved stack pointer of a context that does not run.</summary>
    public abstract ulong StackPointerOf(KernelContext context);

    /// <summary>End of the stack on which a CPU booted: its idle task runs there. 0 when the machine's stacks are none of the kernel's memory.</summary>
    public abstract ulong BootStackTop(int cpu);

    /// <summary>
    /// Where the objects lie that were made before the heap was ready, one block behind the other, each at a multiple of 16 bytes (kernel virtual addresses).
    /// </summary>
    public abstract void GetBootObjects(out ulong start, out ulong end);

    /// <summary>From now on blocks for objects come from <c>Kernel.Memory.Heap</c>.</summary>
    public abstract void UseHeap();

    /// <summary>
    /// Head of a CPU's list of free blocks of 16 × <paramref name="sizeClass"/> bytes (1 to 32), which compiled code takes from; linked through the
    /// second word of each block; 0 when empty. For the CPU itself with interrupts disabled, or while it is stopped.
    /// </summary>
    public abstract ulong ReadFreeList(int cpu, int sizeClass);
    public abstract void WriteFreeList(int cpu, int sizeClass, ulong block);

#if !METAL
    /// <summary>An atomic operation comes next: the point where a model machine may run another CPU or deliver an interrupt.</summary>
    /// <param name="cell">The word; null for a fence.</param>
    /// <param name="access">What is about to happen.</param>
    /// <param name="order">What it promises about the accesses around it.</param>
    public virtual void BeforeAtomic(Sync.AtomicCell? cell, Sync.AtomicAccess access, Sync.MemoryOrder order)
    {
    }

    /// <summary>It has happened: the word as it was, and as the CPU sees it now (see <see cref="Sync.AtomicCell.Code"/>).</summary>
    public virtual void AfterAtomic(Sync.AtomicCell cell, Sync.AtomicAccess access, Sync.MemoryOrder order, ulong before, ulong after)
    {
    }

    /// <summary><see cref="BeforeAtomic"/> for a compare-exchange from zero or null that is repeated until it succeeds: it may be let happen only when it would.</summary>
    public virtual void BeforeTake(Sync.AtomicCell cell)
    {
    }

    /// <summary>True: the store goes into the CPU's store buffer, and <see cref="Sync.AtomicCell.Flush"/> is called when it leaves it.</summary>
    public virtual bool TryBufferStore(Sync.AtomicCell cell, Sync.MemoryOrder order) => false;

    /// <summary>A name for a word that the executing CPU makes now; late when its field was never constructed, and it is made because it is used.</summary>
    public virtual long NewLocation(bool isLate) => 0;

    /// <summary>Dropped handles are reclaimed once the host's collector has found them, at whatever moment that was. False: nothing may depend on such moments.</summary>
    public virtual bool ReclaimsDropped => true;
#endif

    /// <summary>The running task will wait until it gets a lock that was made there. For machines that say why nobody goes on.</summary>
    public virtual void OnLockWanted(object wanted, string file, int line)
    {
    }

    /// <summary>The running task sleeps until one of the conditions holds, or, when there is none, no longer.</summary>
    public virtual void OnSleep(Func<bool>? condition, Func<bool>? cancelled)
    {
    }

    /// <summary>The running task has taken a lock that was made there; <paramref name="waited"/>: it would have waited for it. For machines that watch the order.</summary>
    public virtual void OnLockTaken(object taken, string file, int line, bool waited)
    {
    }

    /// <summary>The running task is about to release a lock.</summary>
    public virtual void OnLockReleased(object released)
    {
    }

    /// <summary>
    /// The current call chain with names and lines, in ASCII, one line a frame, each ended by a line feed; for a panic. Allocates nothing.
    /// </summary>
    public abstract void WriteStackTrace(Action<byte> write);
}

/// <summary>A suspended kernel execution: callee-saved registers and stack pointer. What it holds is the machine's business.</summary>
internal abstract class KernelContext
{
}

/// <summary>Receives ranges of words that may hold references.</summary>
internal interface IRootVisitor
{
    void VisitRange(ulong start, ulong end);
}
