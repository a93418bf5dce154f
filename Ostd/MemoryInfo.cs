namespace Ostd;

/// <summary>Memory in bytes.</summary>
/// <param name="TotalBytes">RAM that is not taken by firmware, image and frame metadata.</param>
/// <param name="FreeBytes">Pages nobody uses.</param>
/// <param name="HeapBytes">Pages that hold kernel objects.</param>
/// <param name="PageTableBytes">Pages that hold page tables.</param>
public readonly record struct MemoryInfo(long TotalBytes, long FreeBytes, long HeapBytes, long PageTableBytes);
