using System.Collections.Generic;

namespace Ostd.Model.Vtd;

/// <summary>A device's context entry as the unit remembers it: the tables of which domain.</summary>
internal readonly record struct CachedContext(ushort Domain, ulong Table, bool IsPresent);

/// <summary>A translation, or the table that the last step of a walk reads, with the rights on the way there. Without rights: that there is nothing.</summary>
internal readonly record struct CachedTranslation(ulong Paddr, bool CanRead, bool CanWrite)
{
    internal bool Allows(bool write) => write ? CanWrite : CanRead;
}

/// <summary>An entry of the interrupt-remapping table.</summary>
internal readonly record struct CachedInterrupt(ulong Low, ulong High);

/// <summary>
/// What the unit remembers. Real ones forget now and then; this one never does until it is told to, which is the worst case: whoever forgets to tell it is found out.
/// </summary>
internal sealed class VtdCaches
{
    /// <summary>By requester.</summary>
    internal Dictionary<ushort, CachedContext> Contexts { get; } = [];

    /// <summary>The IOTLB, by domain and page.</summary>
    internal Dictionary<(ushort Domain, ulong Page), CachedTranslation> Translations { get; } = [];

    /// <summary>Last-level tables, by domain and 2 MiB.</summary>
    internal Dictionary<(ushort Domain, ulong Region), CachedTranslation> Tables { get; } = [];

    /// <summary>By entry.</summary>
    internal Dictionary<int, CachedInterrupt> Interrupts { get; } = [];

    internal void ForgetContexts(ushort? domain, ushort? source)
    {
        foreach (ushort device in new List<ushort>(Contexts.Keys))
        {
            if ((source is null || source == device) && (domain is null || !Contexts[device].IsPresent || Contexts[device].Domain == domain))
                Contexts.Remove(device);
        }
    }

    /// <param name="domain">Null: all.</param>
    /// <param name="firstPage">Of <paramref name="pages"/>.</param>
    /// <param name="pages">Null: all of the domain.</param>
    internal void ForgetTranslations(ushort? domain, ulong firstPage = 0, ulong? pages = null)
    {
        foreach (var key in new List<(ushort Domain, ulong Page)>(Translations.Keys))
        {
            if (domain is null || key.Domain == domain && (pages is null || key.Page - firstPage < pages))
                Translations.Remove(key);
        }
        foreach (var key in new List<(ushort Domain, ulong Region)>(Tables.Keys))
        {
            if (domain is null || key.Domain == domain)
                Tables.Remove(key);
        }
    }

    internal void ForgetInterrupts(int first, int count)
    {
        foreach (int entry in new List<int>(Interrupts.Keys))
        {
            if (entry >= first && entry - first < count)
                Interrupts.Remove(entry);
        }
    }
}
