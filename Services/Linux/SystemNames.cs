namespace Services.Linux;

/// <summary>What uname and /proc/version say.</summary>
public sealed class SystemNames
{
    /// <summary>The version of this kernel.</summary>
    public const string ProductVersion = "0.1";

    public const string SystemName = "Linux";

    /// <summary>The version of the interface: programs decide by it what they may use.</summary>
    public const string Release = "6.1.0-asterism";
    public const string Version = "#1 SMP";
    public const string Machine = "x86_64";

    /// <summary>Bytes as Latin-1 characters. Replaced whole.</summary>
    public string HostName { get; set; } = "asterism";
    public string DomainName { get; set; } = "(none)";
}
