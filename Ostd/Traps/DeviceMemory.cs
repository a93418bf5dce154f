using Ostd.Seam;

namespace Ostd.Traps;

/// <summary>Where the framework reaches the registers of the interrupt controllers: the linear map covers the first 4 GiB, devices included.</summary>
internal static class DeviceMemory
{
    private const ulong LinearBase = 0xffff_8000_0000_0000;

    internal static ulong Map(Machine machine, ulong paddr, ulong length) => LinearBase + paddr;
}
