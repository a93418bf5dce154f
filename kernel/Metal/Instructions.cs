using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace Metal;

/// <summary>Privileged instructions: the functions of kernel/Boot/instructions.S, in the same order.</summary>
internal static unsafe class Instructions
{
    [RuntimeImport("*", "port_in8"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern byte In8(ushort port);
    [RuntimeImport("*", "port_in16"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern ushort In16(ushort port);
    [RuntimeImport("*", "port_in32"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern uint In32(ushort port);
    [RuntimeImport("*", "port_out8"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Out8(ushort port, byte value);
    [RuntimeImport("*", "port_out16"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Out16(ushort port, ushort value);
    [RuntimeImport("*", "port_out32"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Out32(ushort port, uint value);

    [RuntimeImport("*", "mmio_read8"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern byte ReadMmio8(ulong address);
    [RuntimeImport("*", "mmio_read16"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern ushort ReadMmio16(ulong address);
    [RuntimeImport("*", "mmio_read32"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern uint ReadMmio32(ulong address);
    [RuntimeImport("*", "mmio_read64"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong ReadMmio64(ulong address);
    [RuntimeImport("*", "mmio_write8"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern void WriteMmio8(ulong address, byte value);
    [RuntimeImport("*", "mmio_write16"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern void WriteMmio16(ulong address, ushort value);
    [RuntimeImport("*", "mmio_write32"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern void WriteMmio32(ulong address, uint value);
    [RuntimeImport("*", "mmio_write64"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern void WriteMmio64(ulong address, ulong value);

    [RuntimeImport("*", "read_cr0"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong ReadCr0();
    [RuntimeImport("*", "write_cr0"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern void WriteCr0(ulong value);
    [RuntimeImport("*", "read_cr2"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong ReadCr2();
    [RuntimeImport("*", "read_cr3"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong ReadCr3();
    [RuntimeImport("*", "write_cr3"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern void WriteCr3(ulong value);
    [RuntimeImport("*", "read_cr4"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong ReadCr4();
    [RuntimeImport("*", "write_cr4"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern void WriteCr4(ulong value);
    [RuntimeImport("*", "invalidate_page"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern void InvalidatePage(ulong address);
    [RuntimeImport("*", "read_msr"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong ReadMsr(uint msr);
    [RuntimeImport("*", "write_msr"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern void WriteMsr(uint msr, ulong value);
    [RuntimeImport("*", "read_xcr0"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong ReadXcr0();
    [RuntimeImport("*", "write_xcr0"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern void WriteXcr0(ulong value);
    [RuntimeImport("*", "cpu_id"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Cpuid(uint leaf, uint subleaf, CpuidResult* result);

    [RuntimeImport("*", "read_flags"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong ReadFlags();
    [RuntimeImport("*", "interrupts_off"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern void InterruptsOff();
    [RuntimeImport("*", "interrupts_on"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern void InterruptsOn();
    [RuntimeImport("*", "interrupts_on_and_halt"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern void InterruptsOnAndHalt();
    [RuntimeImport("*", "halt_for_ever"), MethodImpl(MethodImplOptions.InternalCall), DoesNotReturn] internal static extern void HaltForEver();
    [RuntimeImport("*", "cpu_pause"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Pause();
    [RuntimeImport("*", "memory_fence"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Fence();
    [RuntimeImport("*", "flush_cache_line"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern void FlushCacheLine(ulong address);
    [RuntimeImport("*", "read_tsc"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong ReadTsc();
    [RuntimeImport("*", "try_random"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern int TryRandom(ulong* value);

    [RuntimeImport("*", "cpu_block"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern CpuBlock* CpuBlock();
    [RuntimeImport("*", "cpu_index"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern int CpuIndex();
    [RuntimeImport("*", "cpu_local"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern object? CpuLocal();

    [RuntimeImport("*", "load_gdt"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern void LoadGdt(TablePointer* pointer);
    [RuntimeImport("*", "load_idt"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern void LoadIdt(TablePointer* pointer);
    [RuntimeImport("*", "load_task_register"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern void LoadTaskRegister(ushort selector);

    [RuntimeImport("*", "extended_save"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern void SaveExtended(byte* area, ulong components);
    [RuntimeImport("*", "extended_restore"), MethodImpl(MethodImplOptions.InternalCall)] internal static extern void RestoreExtended(byte* area, ulong components);
}

/// <summary>What CPUID answers.</summary>
internal struct CpuidResult
{
    internal uint Eax;
    internal uint Ebx;
    internal uint Ecx;
    internal uint Edx;
}
