using System;

namespace Ostd.Model;

/// <summary>Translated memory: the executing CPU's paging registers, kernel virtual addresses, and user copies.</summary>
internal sealed partial class ModelMachine
{
    private Mmu[] _mmus = [];

    /// <summary>The MMU of the executing CPU; user programs of the model reach memory through it.</summary>
    public Mmu Mmu => _mmus[CurrentCpu];

    /// <summary>The MMU of any CPU, for those who look at the machine from outside.</summary>
    internal Mmu MmuAt(int cpu) => _mmus[cpu];

    public override ulong ReadCr3() => Mmu.Cr3;

    public override void WriteCr3(ulong value)
    {
        Serialize("load CR3");
        Mmu.LoadCr3(value);
        Tell(o => o.OnPageTableRoot(_current, value));
    }

    public override void InvalidatePage(ulong vaddr)
    {
        Serialize("invlpg");
        Mmu.InvalidatePage(vaddr);
    }

    // Both wait for the store buffer, as every serializing instruction does; and an interrupt may come before them.
    private void Serialize(string text)
    {
        if (_exploring)
            Visible(new PendingStep(StepKind.Local, 0, text, Drains: true));
    }

    public override ulong ReadKernel64(ulong vaddr) => ReadPhys64(TranslateKernel(vaddr, Access.Read));
    public override void WriteKernel64(ulong vaddr, ulong value) => WritePhys64(TranslateKernel(vaddr, Access.Write), value);

    private ulong[][] _freeLists = [];

    public override ulong ReadFreeList(int cpu, int sizeClass) => _freeLists[cpu][sizeClass - 1];
    public override void WriteFreeList(int cpu, int sizeClass, ulong block) => _freeLists[cpu][sizeClass - 1] = block;

    private void InitializePaging()
    {
        _freeLists = new ulong[_options.Cpus][];
        for (int i = 0; i < _freeLists.Length; i++)
            _freeLists[i] = new ulong[Heap.ObjectHeap.FastClasses];
        _mmus = new Mmu[_options.Cpus + _options.Devices];
        for (int i = 0; i < _mmus.Length; i++)
            _mmus[i] = new Mmu(Memory, new ControlRegisters(_options.ModernProtection));
    }

    private ulong TranslateKernel(ulong vaddr, Access access)
    {
        if (Mmu.TryTranslate(vaddr, access, out ulong paddr, out ulong error))
            return paddr;
        Shadow?.ReportFault(vaddr, access);
        throw new ModelViolationException($"Kernel {access} of unmapped or protected virtual address {vaddr:x} (error code {error}).");
    }

    // ---- User copies: page by page, each page retried after a fault that was resolved ------------------------

    public override int CopyFromUser(ulong uaddr, Span<byte> destination)
    {
        int done = 0;
        while (done < destination.Length && TryUserPage(uaddr + (ulong)done, Access.Read, out ulong paddr, out int room))
        {
            int part = Math.Min(room, destination.Length - done);
            CopyFromPhys(paddr, destination.Slice(done, part));
            done += part;
        }
        return done;
    }

    public override int CopyToUser(ulong uaddr, ReadOnlySpan<byte> source)
    {
        int done = 0;
        while (done < source.Length && TryUserPage(uaddr + (ulong)done, Access.Write, out ulong paddr, out int room))
        {
            int part = Math.Min(room, source.Length - done);
            CopyToPhys(paddr, source.Slice(done, part));
            done += part;
        }
        return done;
    }

    public override int CopyUserToPhys(ulong uaddr, ulong paddr, int length)
    {
        int done = 0;
        while (done < length && TryUserPage(uaddr + (ulong)done, Access.Read, out ulong source, out int room))
        {
            int part = Math.Min(room, length - done);
            CopyPhys(paddr + (ulong)done, source, (ulong)part);
            done += part;
        }
        return done;
    }

    public override int CopyPhysToUser(ulong paddr, ulong uaddr, int length)
    {
        int done = 0;
        while (done < length && TryUserPage(uaddr + (ulong)done, Access.Write, out ulong destination, out int room))
        {
            int part = Math.Min(room, length - done);
            CopyPhys(destination, paddr + (ulong)done, (ulong)part);
            done += part;
        }
        return done;
    }

    public override int FillUser(ulong uaddr, byte value, int length)
    {
        int done = 0;
        while (done < length && TryUserPage(uaddr + (ulong)done, Access.Write, out ulong paddr, out int room))
        {
            int part = Math.Min(room, length - done);
            FillPhys(paddr, value, (ulong)part);
            done += part;
        }
        return done;
    }

    public override bool TryCompareExchangeUser32(ulong uaddr, uint value, uint comparand, out uint old)
    {
        old = 0;
        if (!TryUserPage(uaddr, Access.Write, out ulong paddr, out _))
            return false;
        BeforePhysical(Sync.AtomicAccess.ReadModifyWrite, paddr & ~7UL);
        TellOfAccess(paddr, 4, isWrite: false);
        TellOfAccess(paddr, 4, isWrite: true);
        old = Memory.CompareExchange32(paddr, value, comparand);
        Happened(new AtomicEvent(_current, LocationOf(paddr & ~7UL), null, Sync.AtomicAccess.ReadModifyWrite, Sync.MemoryOrder.SeqCst, old, old == comparand ? value : old, IsUserWord: true));
        return true;
    }

    /// <summary>The bytes from <paramref name="uaddr"/> to the end of its page, once it may be accessed.</summary>
    private bool TryUserPage(ulong uaddr, Access access, out ulong paddr, out int room)
    {
        room = 4096 - (int)(uaddr & 0xfff);
        // The handler says whether repeating makes sense; a handler that lies for ever is a livelock of the services, cut short here.
        for (int attempt = 0; attempt < 16; attempt++)
        {
            BeforeUserAccess(uaddr, access | Access.UserCopy);
            if (Mmu.TryTranslate(uaddr, access | Access.UserCopy, out paddr, out ulong errorCode))
            {
                if (uaddr >= UserSpace.VmSpace.UserEnd + 4096)
                    throw new ModelViolationException($"A user copy reached kernel address {uaddr:x}.");
                return true;
            }
            if (!Traps.KernelFault.TryResolveUserFault(uaddr, (UserSpace.PageFaultAccess)errorCode))
                break;
        }
        paddr = 0;
        return false;
    }
}
