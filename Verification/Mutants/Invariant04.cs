using System.Collections.Generic;

namespace Verification.Mutants;

/// <summary>Bugs by which clients reach memory that is none of theirs, or kernel memory can be overwritten or run.</summary>
internal static class Invariant04
{
    private const string Handle = "Ostd/Frames/FrameHandle.cs", Space = "Ostd/Paging/KernelSpace.cs", Frames = "frames";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        new("range-check-overflows", 4, Frames, "Offset and length of a copy are added up and wrap around: any physical memory can be read and written.", Handle,
            "offset > ByteLength - length)", "unchecked(offset + length) > ByteLength)"),
        new("range-check-takes-negative-offsets", 4, Frames, "A copy may begin before the page.", Handle,
            "        if (offset < 0 || length < 0 || ", "        if (length < 0 || "),
        new("copy-does-not-use-the-handle", 4, Frames, "A copy through a handle that was disposed reads the next owner's bytes.", Handle,
            "        BeginUse();\n        Root.Machine.CopyFromPhys(Start + (ulong)offset, destination);\n        EndUse();\n",
            "        Root.Machine.CopyFromPhys(Start + (ulong)offset, destination);\n"),
        new("reader-skips-past-its-end", 4, Frames, "A reader can be moved behind the bytes it stands on.", "Ostd/UserSpace/VmReader.cs",
            "        if (length < 0 || length > _remaining)\n            throw new OstdException(OstdError.InvalidArgs, \"A reader cannot skip past its end.\");\n        _position += (ulong)length;\n        _remaining -= length;\n",
            "        if (length < 0)\n            throw new OstdException(OstdError.InvalidArgs, \"A reader cannot skip past its end.\");\n        _position += (ulong)length;\n        _remaining = System.Math.Abs(_remaining - length);\n"),
        new("limit-may-grow", 4, Frames, "A limit can make a writer longer than what it stands on.", "Ostd/UserSpace/VmWriter.cs",
            "        _remaining = Math.Min(_remaining, length);\n", "        _remaining = length;\n"),
        new("overlapping-move-goes-forwards", 4, Frames, "Bytes that are moved upwards within the same pages overwrite those not moved yet.", "Ostd/UserSpace/ByteCopy.cs",
            "        bool backwards = to > from;\n", "        bool backwards = false;\n"),
        new("pages-are-not-zeroed", 4, Frames, "A new frame holds what its former owner left.", "Ostd/Frames/UFrame.cs",
            "        Root.Machine.FillPhys(paddr, 0, Page.Size);\n", ""),
        new("last-page-of-a-segment-is-not-zeroed", 4, Frames, "The last page of a new segment holds what its former owner left.", "Ostd/Frames/USegment.cs",
            "(ulong)pages << Page.Shift);\n        for", "(ulong)(pages - 1) << Page.Shift);\n        for"),
        new("linear-map-writes-text", 4, Frames, "The kernel's code can be overwritten through the linear map.", Space,
            "                bool writable = large || !IsReadOnlyImage(page);\n", "                bool writable = true;\n"),
        new("linear-map-is-executable", 4, Frames, "Any data can be run as kernel code.", Space,
            "MapOnce(KernelLayout.LinearBase + page, page, large, writable, executable: false);", "MapOnce(KernelLayout.LinearBase + page, page, large, writable, executable: true);"),
        new("read-only-data-is-writable", 4, Frames, "The image's constants, types among them, can be overwritten.", Space,
            "large: false, section.IsWritable, section.IsExecutable);", "large: false, !section.IsExecutable, section.IsExecutable);"),
        new("areas-are-executable", 4, Frames, "Kernel stacks can be run as code.", Space,
            "| PageTableEntry.Writable | PageTableEntry.NoExecute | PageTableEntry.Global", "| PageTableEntry.Writable | PageTableEntry.Global"),
        new("guard-page-is-mapped", 4, Frames, "A stack that overflows runs into memory instead of a guard page.", "Ostd/Paging/KernelStackPool.cs",
            "        for (int i = KernelStack.GuardPages; i < KernelStack.TotalPages; i++)\n", "        for (int i = 0; i < KernelStack.TotalPages; i++)\n"),
        new("stack-pages-are-untyped", 4, Frames, "Pages of kernel stacks count as memory for clients.", "Ostd/Paging/KernelStackPool.cs",
            "        _frames.Table.PublishUnique(paddr, FrameKind.KernelStack);\n", "        _frames.Table.PublishUnique(paddr, FrameKind.Untyped);\n"),
    ];
}
