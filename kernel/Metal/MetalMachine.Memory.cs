using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Metal;

// Physical memory through the linear map; ports and device registers.
internal sealed unsafe partial class MetalMachine
{
    public override byte ReadPhys8(ulong paddr) => *AddressSpace.Linear(paddr);
    public override uint ReadPhys32(ulong paddr) => *(uint*)AddressSpace.Linear(paddr);
    public override ulong ReadPhys64(ulong paddr) => *(ulong*)AddressSpace.Linear(paddr);
    public override void WritePhys8(ulong paddr, byte value) => *AddressSpace.Linear(paddr) = value;
    public override void WritePhys32(ulong paddr, uint value) => *(uint*)AddressSpace.Linear(paddr) = value;
    public override void WritePhys64(ulong paddr, ulong value) => *(ulong*)AddressSpace.Linear(paddr) = value;

    public override ulong CompareExchangePhys64(ulong paddr, ulong value, ulong comparand) =>
        (ulong)Interlocked.CompareExchange(ref *(long*)AddressSpace.Linear(paddr), (long)value, (long)comparand);

    public override ulong ExchangePhys64(ulong paddr, ulong value) =>
        (ulong)Interlocked.Exchange(ref *(long*)AddressSpace.Linear(paddr), (long)value);

    public override ulong FetchAddPhys64(ulong paddr, ulong delta) =>
        (ulong)Interlocked.Add(ref *(long*)AddressSpace.Linear(paddr), (long)delta) - delta;

    public override ulong LoadPhys64(ulong paddr, Ostd.Sync.MemoryOrder order) => Volatile.Read(ref *(ulong*)AddressSpace.Linear(paddr));

    public override void StorePhys64(ulong paddr, ulong value, Ostd.Sync.MemoryOrder order)
    {
        if (order == Ostd.Sync.MemoryOrder.SeqCst)
            ExchangePhys64(paddr, value);
        else
            Volatile.Write(ref *(ulong*)AddressSpace.Linear(paddr), value);
    }

    public override void CopyFromPhys(ulong paddr, Span<byte> destination)
    {
        fixed (byte* to = destination)
            Copy(to, AddressSpace.Linear(paddr), (nuint)destination.Length);
    }

    public override void CopyToPhys(ulong paddr, ReadOnlySpan<byte> source)
    {
        fixed (byte* from = source)
            Copy(AddressSpace.Linear(paddr), from, (nuint)source.Length);
    }

    public override void CopyPhys(ulong destination, ulong source, ulong length) =>
        Copy(AddressSpace.Linear(destination), AddressSpace.Linear(source), (nuint)length);

    public override void FillPhys(ulong paddr, byte value, ulong length) => Fill(AddressSpace.Linear(paddr), value, (nuint)length);

    public override ulong ReadKernel64(ulong vaddr) => *(ulong*)vaddr;
    public override void WriteKernel64(ulong vaddr, ulong value) => *(ulong*)vaddr = value;

    public override byte In8(ushort port) => Instructions.In8(port);
    public override ushort In16(ushort port) => Instructions.In16(port);
    public override uint In32(ushort port) => Instructions.In32(port);
    public override void Out8(ushort port, byte value) => Instructions.Out8(port, value);
    public override void Out16(ushort port, ushort value) => Instructions.Out16(port, value);
    public override void Out32(ushort port, uint value) => Instructions.Out32(port, value);

    public override byte ReadMmio8(ulong vaddr) => Instructions.ReadMmio8(vaddr);
    public override ushort ReadMmio16(ulong vaddr) => Instructions.ReadMmio16(vaddr);
    public override uint ReadMmio32(ulong vaddr) => Instructions.ReadMmio32(vaddr);
    public override ulong ReadMmio64(ulong vaddr) => Instructions.ReadMmio64(vaddr);
    public override void WriteMmio8(ulong vaddr, byte value) => Instructions.WriteMmio8(vaddr, value);
    public override void WriteMmio16(ulong vaddr, ushort value) => Instructions.WriteMmio16(vaddr, value);
    public override void WriteMmio32(ulong vaddr, uint value) => Instructions.WriteMmio32(vaddr, value);
    public override void WriteMmio64(ulong vaddr, ulong value) => Instructions.WriteMmio64(vaddr, value);

    [RuntimeImport("*", "memory_copy"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Copy(byte* destination, byte* source, nuint length);

    [RuntimeImport("*", "memory_fill"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Fill(byte* destination, byte value, nuint length);
}
