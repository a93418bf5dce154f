namespace Ostd.Model;

/// <summary>What the machine's DMA-remapping unit can do: real ones differ, and the driver must cope with each.</summary>
public sealed record IommuOptions
{
    /// <summary>Levels of translation tables, 3 or 4.</summary>
    public int Levels { get; init; } = 4;

    /// <summary>It also caches that there is nothing, as units of virtual machines do.</summary>
    public bool CachingMode { get; init; }

    /// <summary>Interrupt entries name CPUs by 32 bits, not 8.</summary>
    public bool WideDestinations { get; init; } = true;

    /// <summary>It sees what is in the CPU's caches. Without, it sees only lines that were flushed.</summary>
    public bool SnoopsCaches { get; init; } = true;
}
