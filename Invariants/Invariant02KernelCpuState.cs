using System;
using Ostd;
using Ostd.Frames;
using Ostd.Model;
using Ostd.Paging;
using Ostd.Tasks;
using Ostd.UserSpace;

namespace Invariants;

/// <summary>
/// Invariant 2: what a CPU needs to execute kernel code safely is as the framework set it, whatever clients call and user programs do.
/// </summary>
/// <remarks>
/// Abstract specification. For every CPU c that is up:
/// <code>
///   root(c)   ∈ LivePageTables,  kernelHalf(root(c)) = kernelHalf(KernelSpace)
///   root(c)   = LoadedSpace(c).Root, or KernelSpace.Root when it has none         (unless c is in the middle of loading another: interrupts off)
///   space(Running(c)) = s  ⇒  LoadedSpace(c) = s                                   (a task without one keeps what was loaded before; same exception)
///   root(c)   = s.Root  ⇒  c ∈ s.LoadedOn                                          (whoever flushes s finds c)
///   local(c)  ∈ { Running(c), Leaving(c) }                                         (GS base)
///   guards(c), depth(c), preempt(Running(c)) ≥ 0;   guards(c) > 0 ∨ depth(c) > 0 ⇒ interrupts off
///   pat(c), apicBase(c) = as set at boot
///   cr0(c), cr4(c), efer(c), star(c), lstar(c), fmask(c), sysenterCs(c), xcr0(c) = the values below, with what the CPU is able to do
///   cached(c, v) = f, v an address of a kernel area, f RAM  ⇒  f is uniquely owned by the framework
///   c in user mode ⇒ IOPL = 0, NT = VM = 0, IF = 1; no guard, no handler, nothing preempt-disabled; root(c) = the running task's space
/// </code>
/// What would fault or give power away at the entry itself is refused by the model machine, which checks every value that <c>iret</c>, <c>wrmsr</c>, <c>ldmxcsr</c> and <c>xrstor</c>
/// check.
/// </remarks>
internal sealed class Invariant02KernelCpuState : Invariant
{
    private const ulong IoPrivilege = 3 << 12, NestedTask = 1 << 14, Virtual8086 = 1 << 17, InterruptEnable = 1 << 9;
    private const ulong ApicEnabled = 1 << 11, ApicAddress = 0xfee0_0000, ApicAddressMask = 0x000f_ffff_ffff_f000;

    public override int Number => 2;
    public override string Statement => "Kernel-mode CPU state cannot be tampered with by Ostd's clients.";
    public override string Section => "4.2";

    public override string NotCovered =>
        "Descriptor tables: the seam has no operation that loads them, the metal does once at boot (kernel/Metal/DescriptorTables.cs), and CpuControlTests reads them back in the kernel. " +
        "General registers across kernel code: the compiler's.";

    public override void Check(Kernel kernel, ModelMachine machine)
    {
        for (int cpu = 0; cpu < machine.CpuCount; cpu++)
        {
            if (machine.MmuAt(cpu).Cr3 == 0 || kernel.Cpus[cpu] is not { } state)
                continue; // not up yet
            CheckRoot(kernel, machine, state);
            CheckCounts(machine, state);
            CheckRegisters(machine, state);
            CheckControl(machine, cpu);
            CheckKernelTranslations(kernel, machine, cpu);
            if (machine.CpuAt(cpu).InUserMode)
                CheckUserMode(machine, state);
        }
    }

    private void CheckRoot(Kernel kernel, ModelMachine machine, CpuState cpu)
    {
        ulong root = machine.MmuAt(cpu.Index).Cr3;
        if (PageTables.DescribeUnlessTable(kernel, root) is { } other)
            Violated($"the page-table register of CPU {cpu.Index} names page {root:x}, which is {other}");
        if (PageTables.FindDifferentKernelHalf(kernel, machine, root) is int entry)
            Violated($"the page table {root:x}, loaded on CPU {cpu.Index}, differs from the kernel's in entry {entry} of the kernel half");

        VmSpace? space = cpu.LoadedSpace;
        bool isSettled = machine.CpuAt(cpu.Index) is { InterruptFlag: true } or { InUserMode: true };
        if (isSettled && root != (space?.Root ?? kernel.Memory.Space.Root))
            Violated($"CPU {cpu.Index} has page table {root:x} loaded, but the framework believes {(space is null ? "the kernel's own" : space.Root.ToString("x"))}");
        if (isSettled && cpu.Running.Space is { } own && own != space)
            Violated($"{cpu.Running} runs on CPU {cpu.Index}, but its user memory is not what the CPU has loaded");
        if (space is not null && root == space.Root && (space.LoadedOn >> cpu.Index & 1) == 0)
            Violated($"CPU {cpu.Index} runs in page table {root:x}, and whoever changes that would not flush this CPU's TLB");
    }

    private void CheckCounts(ModelMachine machine, CpuState cpu)
    {
        if (cpu.IrqGuards < 0 || cpu.InterruptDepth < 0 || cpu.Running.PreemptCount < 0)
            Violated($"a guard count of CPU {cpu.Index} is negative: {cpu.IrqGuards} interrupt guards, {cpu.InterruptDepth} handlers, {cpu.Running.PreemptCount} preemption guards");
        if (machine.CpuAt(cpu.Index).InterruptFlag && (cpu.IrqGuards > 0 || cpu.InterruptDepth > 0))
            Violated($"interrupts are enabled on CPU {cpu.Index} in spite of {cpu.IrqGuards} guard(s) and {cpu.InterruptDepth} active handler(s)");
    }

    private void CheckRegisters(ModelMachine machine, CpuState cpu)
    {
        ModelCpu registers = machine.CpuAt(cpu.Index);
        if (registers.Local is not Task local || local != cpu.Running && local != cpu.Leaving)
            Violated($"the GS base of CPU {cpu.Index} leads to {registers.Local ?? "nothing"}, not to the task that runs there");
        if (!registers.Msrs.TryGetValue(PageTableEntry.PatMsr, out ulong pat) || pat != PageTableEntry.PatValue)
            Violated($"the page-attribute table of CPU {cpu.Index} is {pat:x}");
        if ((registers.Apic.BaseMsr & ApicEnabled) == 0 || (registers.Apic.BaseMsr & ApicAddressMask) != ApicAddress)
            Violated($"the base register of the local APIC of CPU {cpu.Index} is {registers.Apic.BaseMsr:x}");
    }

    /// <summary>
    /// CR0: PE, MP, ET, NE, WP, PG. CR4: PAE, MCE, PGE, OSFXSR, OSXMMEXCPT, OSXSAVE, and UMIP, SMEP, SMAP where there are such. EFER: SCE, LME, LMA, NXE. Nothing else in any of them.
    /// System calls clear CF, PF, AF, ZF, SF, TF, IF, DF, OF, IOPL, NT, RF, AC, ID.
    /// </summary>
    private void CheckControl(ModelMachine machine, int cpu)
    {
        ControlRegisters control = machine.MmuAt(cpu).Control;
        machine.Cpuid(7, 0, out _, out uint protections, out _, out _);
        bool isModern = (protections & 1 << 20) != 0;
        Expect(cpu, "CR0", control.Cr0, 0x8001_0033);
        Expect(cpu, "CR4", control.Cr4, isModern ? 0x34_0ee0UL : 0x4_06e0);
        Expect(cpu, "XCR0", control.Xcr0, 7);
        Expect(cpu, "EFER", control.Efer, 0xd01);
        Expect(cpu, "STAR", control.Star, 0x0023_0010_0000_0000);
        Expect(cpu, "LSTAR", control.Lstar, machine.SystemCallStub);
        Expect(cpu, "FMASK", control.Fmask, 0x25_7fd5);
        Expect(cpu, "SYSENTER_CS", control.SysenterCs, 0);
    }

    private void Expect(int cpu, string register, ulong actual, ulong expected)
    {
        if (actual != expected)
            Violated($"{register} of CPU {cpu} is {actual:x}, not {expected:x}");
    }

    /// <summary>An area that was unmapped is flushed everywhere before its pages are free: no CPU runs on a stack that belongs to somebody else.</summary>
    private void CheckKernelTranslations(Kernel kernel, ModelMachine machine, int cpu)
    {
        foreach ((ulong page, Mmu.Translation cached) in machine.MmuAt(cpu).Translations)
        {
            ulong address = page << Page.Shift;
            if (address is < KernelLayout.AreasBase or >= KernelLayout.AreasEnd)
                continue;
            FrameTable table = kernel.Memory.Frames.Table;
            if (table.Covers(cached.Frame, 1) && machine.Memory.IsRam(cached.Frame, Page.Size) && table.ReferencesOf(cached.Frame) != FrameTable.Unique)
                Violated($"CPU {cpu} still translates kernel address {address:x} to page {cached.Frame:x}, which {PageTables.Describe(kernel, cached.Frame)}");
        }
    }

    private void CheckUserMode(ModelMachine machine, CpuState cpu)
    {
        ulong flags = machine.CpuAt(cpu.Index).User.Rflags;
        if ((flags & (IoPrivilege | NestedTask | Virtual8086)) != 0 || (flags & InterruptEnable) == 0)
            Violated($"user code runs on CPU {cpu.Index} with flags {flags:x}");
        if (cpu.IrqGuards != 0 || cpu.InterruptDepth != 0 || cpu.Running.PreemptCount != 0)
            Violated($"user code runs on CPU {cpu.Index} in atomic mode ({cpu.IrqGuards} interrupt guards, {cpu.InterruptDepth} handlers, {cpu.Running.PreemptCount} preemption guards)");
        if (cpu.Running.Space is not { } space || machine.MmuAt(cpu.Index).Cr3 != space.Root)
            Violated($"user code of {cpu.Running} runs on CPU {cpu.Index} in a page table that is not its own");
    }
}
