using Ostd.Seam;

namespace Ostd.Traps;

/// <summary>Where the framework reaches the registers of the interrupt controllers: uncached, in kernel areas of their own.</summary>
internal static class DeviceMemory
{
    internal static ulong Map(Machine machine, ulong paddr, ulong length) => Kernel.Current.Memory.Space.MapDevice(paddr, length);
}
