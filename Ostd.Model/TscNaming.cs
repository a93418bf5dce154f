namespace Ostd.Model;

/// <summary>Who says how fast the machine's time-stamp counter counts.</summary>
public enum TscNaming
{
    /// <summary>The CPU, as a ratio to its crystal's rate.</summary>
    Cpu,

    /// <summary>The hypervisor.</summary>
    Hypervisor,

    /// <summary>Nobody: it is measured against the interval timer.</summary>
    Nobody,
}
