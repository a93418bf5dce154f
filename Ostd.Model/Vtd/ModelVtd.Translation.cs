using System.Collections.Generic;

namespace Ostd.Model.Vtd;

/// <summary>An access that the unit has let through and that has not reached memory yet.</summary>
internal sealed record AccessUnderWay(ushort Source, ushort Domain, ulong Paddr, bool IsWrite, ulong Value);

/// <summary>Where a device's access goes (VT-d specification, chapter 3).</summary>
internal sealed partial class ModelVtd
{
    private const ulong AddressMask = 0x000f_ffff_ffff_f000;

    private readonly List<AccessUnderWay> _underWay = [];

    /// <summary>What was let through and is still on its way.</summary>
    internal IReadOnlyList<AccessUnderWay> UnderWay => _underWay;

    /// <summary>Translates one access inside a page; what is refused is recorded.</summary>
    internal bool TryTranslate(ushort source, ulong address, bool write, out ulong paddr)
    {
        if (!Translates)
        {
            paddr = address;
            return true;
        }
        int reason = Translate(source, address, write, out paddr, out _);
        if (reason != 0)
            RecordFault(source, address & ~0xfffUL, reason, write);
        return reason == 0;
    }

    /// <summary>Lets an aligned word's access through, as far as its translation: it reaches memory when <see cref="Complete"/> is called. False: refused.</summary>
    internal bool TryBegin(ushort source, ulong address, bool write, ulong value)
    {
        ushort domain = 0;
        ulong paddr = address;
        int reason = Translates ? Translate(source, address, write, out paddr, out domain) : 0;
        if (reason != 0)
            RecordFault(source, address & ~0xfffUL, reason, write);
        else if (_memory.IsRam(paddr, 8))
            _underWay.Add(new AccessUnderWay(source, domain, paddr, write, value));
        return reason == 0;
    }

    /// <summary>The access reaches memory.</summary>
    internal void Complete(AccessUnderWay access)
    {
        _machine.BeforeUnitStep("lets an access through");
        if (_underWay.Remove(access) && access.IsWrite)
            _memory.Write64(access.Paddr, access.Value); // part of the same step: whoever drains finds it done or does it
    }

    private void Drain(ushort? domain)
    {
        foreach (AccessUnderWay access in _underWay.ToArray())
        {
            if (domain is null || access.Domain == domain)
                Complete(access);
        }
    }

    /// <summary>0, or why not (VT-d specification, appendix A).</summary>
    private int Translate(ushort source, ulong address, bool write, out ulong paddr, out ushort domain)
    {
        while (true)
        {
            _machine.BeforeUnitStep("translates");
            int forgotten = _forgotten;
            bool isCached = Caches.Contexts.TryGetValue(source, out CachedContext known) && Caches.Translations.ContainsKey((known.Domain, address >> 12));
            int reason = Find(source, address, write, out CachedContext context, out CachedTranslation table, out CachedTranslation found);
            if (!isCached)
                _machine.BeforeUnitStep("remembers");
            if (forgotten != _forgotten)
                continue;
            Remember(source, address, context, table, found);
            paddr = found.Paddr | address & 0xfff;
            domain = context.Domain;
            return reason;
        }
    }

    /// <summary>Looks everything up, in the caches or in memory, and changes nothing.</summary>
    private int Find(ushort source, ulong address, bool write, out CachedContext context, out CachedTranslation table, out CachedTranslation found)
    {
        (table, found) = (default, default);
        int reason = FindContext(source, out context);
        if (reason != 0)
            return reason;
        if (address >> 12 + 9 * _options.Levels != 0)
            return 4;
        if (!Caches.Translations.TryGetValue((context.Domain, address >> 12), out found) || !found.Allows(write) && !_options.CachingMode)
            found = Walk(context, address, out table);
        return found.Allows(write) ? 0 : write ? 5 : 6;
    }

    private void Remember(ushort source, ulong address, CachedContext context, CachedTranslation table, CachedTranslation found)
    {
        if (context.IsPresent || _options.CachingMode)
            Caches.Contexts[source] = context;
        if (!context.IsPresent || address >> 12 + 9 * _options.Levels != 0)
            return;
        if (table.Paddr != 0)
            Caches.Tables[(context.Domain, address >> 21)] = table;
        if (found.CanRead || found.CanWrite || _options.CachingMode)
            Caches.Translations[(context.Domain, address >> 12)] = found;
    }

    private int FindContext(ushort source, out CachedContext context)
    {
        if (Caches.Contexts.TryGetValue(source, out context))
            return context.IsPresent ? 0 : 2;
        ulong root = Fetch(RootTable + (ulong)(source >> 8) * 16);
        if ((root & 1) == 0)
            return 1;
        ulong entry = (root & AddressMask) + (ulong)(source & 0xff) * 16;
        ulong low = Fetch(entry), high = Fetch(entry + 8);
        if ((low & 1) == 0)
            return 2;
        if ((low & 0xc) != 0 || (int)(high & 7) != _options.Levels - 2)
            return 3;
        context = new CachedContext((ushort)(high >> 8), low & AddressMask, IsPresent: true);
        return 0;
    }

    /// <param name="context">Where it begins.</param>
    /// <param name="address">What is looked for.</param>
    /// <param name="table">The last-level table, when the walk came there.</param>
    private CachedTranslation Walk(CachedContext context, ulong address, out CachedTranslation table)
    {
        var step = new CachedTranslation(context.Table, true, true);
        int level = _options.Levels;
        if (Caches.Tables.TryGetValue((context.Domain, address >> 21), out table))
            (step, level) = (table, 1);
        for (; level > 0; level--)
        {
            ulong entry = Fetch(step.Paddr + (address >> 12 + 9 * (level - 1) & 511) * 8);
            step = new CachedTranslation(entry & AddressMask, step.CanRead && (entry & 1) != 0, step.CanWrite && (entry & 2) != 0);
            if (!step.CanRead && !step.CanWrite)
                return default;
            if (level == 2)
                table = step;
        }
        return step;
    }
}
