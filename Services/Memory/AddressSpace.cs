using Ostd.UserSpace;

namespace Services.Memory;

/// <summary>The memory of one or more processes: what is mapped where, and the page table that says so to the CPU.</summary>
public sealed partial class AddressSpace
{
    private readonly VmSpace _pages = new();
}
