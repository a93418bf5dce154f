namespace Ostd.Seam;

/// <summary>
/// A page-aligned part of the kernel image with its own rights, by virtual address. It lies in physical memory at its address minus
/// <see cref="Paging.KernelLayout.ImageBase"/>. Readable always; never both writable and executable.
/// </summary>
internal readonly record struct ImageSection(ulong Start, ulong End, bool IsWritable, bool IsExecutable);
