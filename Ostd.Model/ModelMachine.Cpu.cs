using System;
using Ostd.Seam;

namespace Ostd.Model;

/// <summary>CPUs, contexts and devices: one CPU that never leaves its boot flow, until the others are built.</summary>
internal sealed partial class ModelMachine
{
    private object? _cpuLocal;
    private bool _interrupts;
    private ulong _tsc;
    private readonly System.Collections.Generic.Dictionary<uint, ulong> _msrs = [];

    private void InitializeCpus() => InitializePaging();

    private static bool TryResolveUserFault(ulong uaddr, ulong errorCode) => Kernel.Current.UserFaultHandler?.TryResolve(uaddr, (UserSpace.PageFaultAccess)errorCode) ?? false;

    public override int CpuCount => _options.Cpus;
    public override int CurrentCpu => 0;
    public override object? CpuLocal => _cpuLocal;
    public override void SetCpuLocal(int cpu, object state) => _cpuLocal = state;

    public override byte In8(ushort port) => 0xff;
    public override ushort In16(ushort port) => 0xffff;
    public override uint In32(ushort port) => 0xffffffff;
    public override void Out8(ushort port, byte value) { }
    public override void Out16(ushort port, ushort value) { }
    public override void Out32(ushort port, uint value) { }
    public override byte ReadMmio8(ulong vaddr) => 0xff;
    public override ushort ReadMmio16(ulong vaddr) => 0xffff;
    public override uint ReadMmio32(ulong vaddr) => 0xffffffff;
    public override ulong ReadMmio64(ulong vaddr) => ulong.MaxValue;
    public override void WriteMmio8(ulong vaddr, byte value) { }
    public override void WriteMmio16(ulong vaddr, ushort value) { }
    public override void WriteMmio32(ulong vaddr, uint value) { }
    public override void WriteMmio64(ulong vaddr, ulong value) { }

    public override ulong ReadMsr(uint msr) => _msrs.TryGetValue(msr, out ulong value) ? value : 0;
    public override void WriteMsr(uint msr, ulong value) => _msrs[msr] = value;
    public override void Cpuid(uint leaf, uint subleaf, out uint eax, out uint ebx, out uint ecx, out uint edx) => eax = ebx = ecx = edx = 0;
    public override bool InterruptsEnabled => _interrupts;
    public override void DisableInterrupts() => _interrupts = false;
    public override void EnableInterrupts() => _interrupts = true;
    public override void EnableInterruptsAndHalt() => _interrupts = true;
    public override void Pause() { }
    public override void Fence() { }
    public override ulong ReadTsc() => _tsc += 100;
    public override bool TryReadRandom(out ulong value)
    {
        value = 0;
        return false;
    }
    public override void StartCpu(int cpu) => throw new NotSupportedException();
    public override void PowerOff(int exitCode) => throw new NotSupportedException();
    public override KernelContext CreateContext(ulong stackTop) => throw new NotSupportedException();
    public override KernelContext CreateBootContext() => throw new NotSupportedException();
    public override void SwitchContext(KernelContext from, KernelContext to) => throw new NotSupportedException();
    public override void SetKernelStack(ulong guardBottom, ulong stackBottom, ulong stackTop) { }
    public override TrapInfo EnterUser(UserState state) => throw new NotSupportedException();
    public override void SaveExtendedState(UserState state) { }
    public override void RestoreExtendedState(UserState state) { }
    public override void VisitStaticRoots(IRootVisitor visitor) { }
    public override void WithSpilledRegisters(Action<ulong> action) => action(0);
    public override ulong StackPointerOf(KernelContext context) => 0;
    public override void WriteStackTrace(Action<string> writeLine) { }
}
