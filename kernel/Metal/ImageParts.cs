using System.Runtime;
using System.Runtime.CompilerServices;
using Ostd.Seam;

namespace Metal;

/// <summary>The parts of the image with rights of their own, as the linker script laid them out.</summary>
internal static unsafe class ImageParts
{
    private struct Bounds
    {
        internal ulong Start;
        internal ulong End;
    }

    internal static ImageSection[] Describe()
    {
        Bounds* parts = Table();
        return
        [
            new ImageSection(parts[0].Start, parts[0].End, IsWritable: false, IsExecutable: true),
            new ImageSection(parts[1].Start, parts[1].End, IsWritable: false, IsExecutable: false),
            new ImageSection(parts[2].Start, parts[2].End, IsWritable: true, IsExecutable: false),
            new ImageSection(parts[3].Start, parts[3].End, IsWritable: false, IsExecutable: false),
        ];
    }

    [RuntimeImport("*", "image_parts"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern Bounds* Table();
}
