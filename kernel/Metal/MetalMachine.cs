using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Internal.Runtime;
using Ostd.Boot;
using Ostd.Seam;

namespace Metal;

/// <summary>The machine seam as real instructions: this CPU, this RAM. One object, the only subclass of <see cref="Machine"/> in
/// a kernel image, so that the compiler turns calls through the seam into the instructions themselves.</summary>
internal sealed unsafe partial class MetalMachine : Machine
{
    private readonly BootInfo _bootInfo;

    private MetalMachine(BootInfo bootInfo) => _bootInfo = bootInfo;

    /// <summary>There is one.</summary>
    internal static MetalMachine Only { get; private set; } = null!;

    internal static void Create(StartInfo* info, ulong startTsc) => Only = new MetalMachine(BootMemory.Describe(info, startTsc));

    public override BootInfo BootInfo => _bootInfo;
    public override ImageSection[] ImageSections { get; } = DescribeImage();
    public override int CpuCount => Cpus.Count;
    public override int CurrentCpu => Instructions.CpuIndex();
    public override object? CpuLocal => Instructions.CpuLocal();

    public override void SetCpuLocal(int cpu, object state) => Cpus.Block(cpu)->Local = Unsafe.As<object, nint>(ref state);

    public override ulong ReadCr0() => Instructions.ReadCr0();
    public override void WriteCr0(ulong value) => Instructions.WriteCr0(value);
    public override ulong ReadCr4() => Instructions.ReadCr4();
    public override void WriteCr4(ulong value) => Instructions.WriteCr4(value);
    public override ulong ReadXcr0() => Instructions.ReadXcr0();
    public override void WriteXcr0(ulong value) => Instructions.WriteXcr0(value);
    public override ulong ReadCr3() => Instructions.ReadCr3();
    public override void WriteCr3(ulong value) => Instructions.WriteCr3(value);
    public override void InvalidatePage(ulong vaddr) => Instructions.InvalidatePage(vaddr);
    public override ulong ReadMsr(uint msr) => Instructions.ReadMsr(msr);
    public override void WriteMsr(uint msr, ulong value) => Instructions.WriteMsr(msr, value);

    public override void Cpuid(uint leaf, uint subleaf, out uint eax, out uint ebx, out uint ecx, out uint edx)
    {
        CpuidResult result;
        Instructions.Cpuid(leaf, subleaf, &result);
        eax = result.Eax;
        ebx = result.Ebx;
        ecx = result.Ecx;
        edx = result.Edx;
    }

    public override bool InterruptsEnabled => (Instructions.ReadFlags() & TrapFrame.InterruptFlag) != 0;
    public override void DisableInterrupts() => Instructions.InterruptsOff();
    public override void EnableInterrupts() => Instructions.InterruptsOn();
    public override void EnableInterruptsAndHalt() => Instructions.InterruptsOnAndHalt();
    public override void Pause() => Instructions.Pause();
    public override void Fence() => Instructions.Fence();
    public override void FlushCacheLine(ulong paddr) => Instructions.FlushCacheLine((ulong)AddressSpace.Linear(paddr));
    public override ulong ReadTsc() => Instructions.ReadTsc();

    public override bool TryReadRandom(out ulong value)
    {
        value = 0;
        fixed (ulong* result = &value)
            return Instructions.TryRandom(result) != 0;
    }

    public override void StartCpu(int cpu) => Panic.Stop("Only the boot CPU takes part.", "");

    private static ImageSection[] DescribeImage()
    {
        ImageLayout* image = ImageLayout.Current;
        return
        [
            new((ulong)image->TextStart, (ulong)image->TextEnd, IsWritable: false, IsExecutable: true),
            new((ulong)image->TextEnd, (ulong)image->DataStart, IsWritable: false, IsExecutable: false),
            new((ulong)image->DataStart, (ulong)image->DataEnd, IsWritable: true, IsExecutable: false),
            new((ulong)image->DataEnd, (ulong)image->End, IsWritable: false, IsExecutable: false),
        ];
    }

    [DoesNotReturn]
    public override void PowerOff(int exitCode) => PowerSwitch.Off(exitCode);
}
