using System;
using System.Collections.Generic;

namespace Ostd.Model;

/// <summary>
/// The memory-management unit of one CPU: four-level walks that set accessed and dirty bits, and caches that keep translations
/// until they are invalidated (Intel SDM volume 3, chapter 4).
/// </summary>
/// <remarks>
/// A real TLB may drop a translation at any time; this one does so only when an explorer says it (<see cref="Evict"/>): never is the worst case for whoever forgets a flush,
/// while whoever counts on a translation to stay is found out by the explorer. It also caches the last step of the walk (the address of the page table for every 2 MiB), so that a page table freed
/// without a flush is found out too. <c>invlpg</c> drops the page's translation and all cached steps, as on hardware; a load of CR3 everything not global.
/// A large page is one translation of 2 MiB (one of 1 GiB is cached in such parts), which may have been cached in pieces of 4 KiB all the same: <c>invlpg</c> is sure to drop all of it only while
/// the tables still map the address by a large page, and else no more than the address's piece (section 4.10.4.1).
/// </remarks>
internal sealed class Mmu(PhysicalMemory memory, ControlRegisters control)
{
    public const ulong Present = 1, Writable = 2, User = 4, Accessed = 1 << 5, Dirty = 1 << 6, Large = 1 << 7, Global = 1 << 8, LargePat = 1 << 12, NoExecute = 1UL << 63;
    public const int PhysicalAddressBits = 40;
    private const ulong AddressMask = 0x000f_ffff_ffff_f000;
    private const ulong ReservedBits = AddressMask & ~((1UL << PhysicalAddressBits) - 1);

    /// <summary>The rights along the path, as in a PTE, and the 4 KiB frame.</summary>
    internal readonly record struct Translation(ulong Frame, ulong Rights, ulong EntryPaddr);

    /// <summary>Of 2 MiB: the frame of its first page, and the pages of it that are not cached any more.</summary>
    internal sealed record LargeTranslation(Translation First)
    {
        private readonly HashSet<ulong> _dropped = [];

        public void Drop(ulong vaddr) => _dropped.Add(vaddr >> 12);

        /// <summary>The translation of one page in it, if that is still cached.</summary>
        public bool TryGet(ulong vaddr, out Translation page)
        {
            page = First with { Frame = First.Frame | (vaddr & LargeOffset & ~0xfffUL) };
            return !_dropped.Contains(vaddr >> 12);
        }
    }

    private const ulong LargeOffset = (1 << 21) - 1;

    private readonly Dictionary<ulong, Translation> _tlb = [];
    private readonly Dictionary<ulong, LargeTranslation> _large = [];
    private readonly Dictionary<ulong, Translation> _tables = [];

    /// <summary>Told the physical address of every entry that a walk is about to read.</summary>
    internal Action<ulong>? Reading { get; set; }

    /// <summary>The translations it holds, by virtual address / 4 KiB. To be looked at only.</summary>
    internal Dictionary<ulong, Translation> Translations => _tlb;

    /// <summary>The large translations it holds, by virtual address / 2 MiB. To be looked at only.</summary>
    internal Dictionary<ulong, LargeTranslation> LargeTranslations => _large;

    /// <summary>The page tables it remembers, by virtual address / 2 MiB. To be looked at only.</summary>
    internal Dictionary<ulong, Translation> Tables => _tables;

    public ulong Cr3 { get; private set; }

    /// <summary>The CPU's other registers: write protection, no-execute, and whose pages the kernel may touch.</summary>
    internal ControlRegisters Control => control;

    public void LoadCr3(ulong value)
    {
        Cr3 = value;
        _tables.Clear();
        foreach (ulong page in new List<ulong>(_tlb.Keys))
            if ((_tlb[page].Rights & Global) == 0)
                _tlb.Remove(page);
        foreach (ulong region in new List<ulong>(_large.Keys))
            if ((_large[region].First.Rights & Global) == 0)
                _large.Remove(region);
    }

    /// <summary>Everything, what is global included.</summary>
    public void FlushAll()
    {
        _tables.Clear();
        _tlb.Clear();
        _large.Clear();
    }

    public void InvalidatePage(ulong vaddr)
    {
        _tables.Clear();
        if (EndOfWalk(vaddr, out _) is var entry && (entry & (Present | Large)) == (Present | Large))
            _large.Remove(vaddr >> 21);
        Evict(vaddr);
    }

    /// <summary>Drops a page's translation, as a TLB may at any time.</summary>
    internal void Evict(ulong vaddr)
    {
        _tlb.Remove(vaddr >> 12);
        if (_large.TryGetValue(vaddr >> 21, out LargeTranslation? large))
            large.Drop(vaddr);
    }

    /// <summary>Translates as the hardware does; false with the page-fault error code when the access is not allowed.</summary>
    public bool TryTranslate(ulong vaddr, Access access, out ulong paddr, out ulong errorCode)
    {
        if (TryHit(vaddr, out Translation hit) && Allows(hit, access)
            && (!access.HasFlag(Access.Write) || (hit.Rights & Dirty) != 0))
        {
            paddr = hit.Frame | (vaddr & 0xfff);
            errorCode = 0;
            return true;
        }

        // A fault, or a first write to a clean page: the hardware walks (again), so that a stale restriction is harmless.
        Evict(vaddr);
        if (!TryWalk(vaddr, access, out Translation walked, out bool isLarge) || !Allows(walked, access))
        {
            bool present = walked.Rights != 0;
            paddr = 0;
            errorCode = (present ? 1UL : 0) | (access.HasFlag(Access.Write) ? 2UL : 0) | (access.HasFlag(Access.User) ? 4UL : 0)
                | (access.HasFlag(Access.Execute) ? 16UL : 0);
            _tables.Clear();
            return false;
        }

        if (isLarge)
            _large[vaddr >> 21] = new LargeTranslation(walked with { Frame = walked.Frame & ~LargeOffset });
        else
            _tlb[vaddr >> 12] = walked;
        paddr = walked.Frame | (vaddr & 0xfff);
        errorCode = 0;
        return true;
    }

    /// <summary>Whether an address would be translated without a walk, and to what; else the entry at which a walk would end. Changes nothing.</summary>
    public bool TryPeek(ulong vaddr, out ulong paddr, out ulong entryPaddr)
    {
        entryPaddr = 0;
        paddr = 0;
        if (TryHit(vaddr, out Translation hit))
        {
            paddr = hit.Frame | (vaddr & 0xfff);
            return true;
        }
        EndOfWalk(vaddr, out entryPaddr);
        return false;
    }

    private bool TryHit(ulong vaddr, out Translation hit) =>
        _tlb.TryGetValue(vaddr >> 12, out hit) || _large.TryGetValue(vaddr >> 21, out LargeTranslation? large) && large.TryGet(vaddr, out hit);

    /// <summary>The entry at which a walk from the root would end, and with the bit for a large page if it is one's; it changes nothing.</summary>
    private ulong EndOfWalk(ulong vaddr, out ulong entryPaddr)
    {
        ulong table = Cr3 & AddressMask;
        for (int level = 4; ; level--)
        {
            entryPaddr = table + (vaddr >> 12 + 9 * (level - 1) & 511) * 8;
            ulong entry = memory.Read64(entryPaddr);
            if (level == 1)
                return entry & ~Large; // there the bit is the cache policy's
            if ((entry & Present) == 0 || level <= 3 && (entry & Large) != 0)
                return entry;
            table = entry & AddressMask;
        }
    }

    private bool TryWalk(ulong vaddr, Access access, out Translation result, out bool isLarge)
    {
        result = default;
        isLarge = false;
        if ((long)(vaddr << 16) >> 16 != (long)vaddr)
            return false;

        ulong rights = Writable | User;
        ulong table = Cr3 & AddressMask;
        int level = 4;
        if (_tables.TryGetValue(vaddr >> 21, out Translation cached))
            (table, rights, level) = (cached.Frame, cached.Rights, 1);

        for (; ; level--)
        {
            int shift = 12 + 9 * (level - 1);
            ulong entryPaddr = table + (vaddr >> shift & 511) * 8;
            Reading?.Invoke(entryPaddr);
            ulong entry = memory.Read64(entryPaddr);
            if ((entry & Present) == 0)
                return false;
            if ((entry & NoExecute) != 0 && (control.Efer & ControlRegisters.NoExecute) == 0)
                throw new ModelViolationException($"The page-table entry {entry:x} for {vaddr:x} forbids execution while EFER does not enable that: a reserved-bit fault.");
            if ((entry & ReservedBits) != 0)
                throw new ModelViolationException($"The page-table entry {entry:x} for {vaddr:x} names a physical address that this CPU does not have: a reserved-bit fault.");
            rights = rights & entry & (Writable | User) | (rights | entry) & NoExecute;
            bool leaf = level == 1 || level <= 3 && (entry & Large) != 0;
            if (!leaf)
            {
                SetBits(entryPaddr, Accessed);
                table = entry & AddressMask;
                if (level == 2)
                    _tables[vaddr >> 21] = new Translation(table, rights, 0);
                continue;
            }

            isLarge = level > 1;
            if (isLarge && (entry & AddressMask & ~LargePat & ((1UL << shift) - 1)) != 0)
                throw new ModelViolationException($"The page-table entry {entry:x} for {vaddr:x} names a large page that is not aligned to its size: a reserved-bit fault.");
            ulong frame = (entry & AddressMask & ~((1UL << shift) - 1)) | (vaddr & ((1UL << shift) - 1) & ~0xfffUL);
            result = new Translation(frame, rights | Present | entry & Global, entryPaddr);
            if (!Allows(result, access))
                return true;
            bool write = access.HasFlag(Access.Write);
            ulong now = SetBits(entryPaddr, write ? Accessed | Dirty : Accessed);
            result = result with { Rights = result.Rights | now & Dirty };
            return true;
        }
    }

    private bool Allows(Translation t, Access access)
    {
        bool isByUser = access.HasFlag(Access.User), isUserPage = (t.Rights & User) != 0;
        if ((t.Rights & Present) == 0 || isByUser && !isUserPage)
            return false;
        if (access.HasFlag(Access.Write) && (t.Rights & Writable) == 0 && (isByUser || (control.Cr0 & ControlRegisters.WriteProtect) != 0))
            return false;
        if (!access.HasFlag(Access.Execute))
            return isByUser || !isUserPage || access.HasFlag(Access.UserCopy) || !control.Has(ControlRegisters.AccessPrevention);
        return (t.Rights & NoExecute) == 0 && (isByUser || !isUserPage || !control.Has(ControlRegisters.ExecutePrevention));
    }

    private ulong SetBits(ulong entryPaddr, ulong bits)
    {
        while (true)
        {
            ulong old = memory.Read64(entryPaddr);
            if ((old & bits) == bits || memory.CompareExchange64(entryPaddr, old | bits, old) == old)
                return old | bits;
        }
    }
}
