namespace Ostd.Model;

/// <summary>How big a model machine is.</summary>
public sealed record ModelOptions
{
    /// <summary>RAM from address 0, in MiB, with the legacy hole below 1 MiB. Untouched memory costs the host nothing.</summary>
    public int MemoryMiB { get; init; } = 32;
    public int Cpus { get; init; } = 1;
    public string CommandLine { get; init; } = "";

    /// <summary>The initial file system.</summary>
    public byte[] Initramfs { get; init; } = [];

    /// <summary>Where every choice of the machine's scheduler and devices comes from: the same seed, the same run.</summary>
    public ulong Seed { get; init; } = 1;
}
