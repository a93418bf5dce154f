using System.Threading;

namespace Internal.Runtime;

/// <summary>What the image says about the code around an address: where it begins, how to unwind it, and its handlers.</summary>
/// <remarks>
/// The linker's index (.eh_frame_hdr) is a sorted array of (code start, description), both relative to the index. A
/// description (FDE) names the format it is in (CIE), the code range, the handler data, and then a small program that says
/// how each instruction of the prologue moved the stack; see <see cref="FrameUnwinder"/>.
/// </remarks>
internal unsafe struct UnwindInfo
{
    internal byte* CodeStart;
    internal byte* CodeEnd;

    /// <summary>The compiler's handler data of this piece of code, or null for assembly stubs.</summary>
    internal byte* HandlerData;

    internal byte* CommonProgram;
    internal byte* CommonProgramEnd;
    internal byte* Program;
    internal byte* ProgramEnd;
    internal int DataAlignment;

    /// <param name="address">An address inside the code; for a return address, one less, for a call may be the last instruction.</param>
    internal static bool TryFind(nint address, out UnwindInfo info)
    {
        info = default;
        byte* description = UnwindIndexCache.Find(address);
        if (description == null)
        {
            description = UnwindIndex.Find(address);
            if (description == null)
                return false;

            UnwindIndexCache.Add(address, description);
        }

        return info.TryRead(description) && address >= (nint)info.CodeStart && address < (nint)info.CodeEnd;
    }

    private bool TryRead(byte* description)
    {
        UnwindReader reader = new(description);
        uint length = reader.UInt32();
        ProgramEnd = reader.Position + length;
        byte* common = reader.Position - reader.UInt32();
        if (!TryReadCommon(common, out bool hasHandlerData))
            return false;

        CodeStart = reader.RelativePointer();
        CodeEnd = CodeStart + reader.UInt32();
        uint augmentationLength = reader.Varint();
        Program = reader.Position + augmentationLength;
        if (hasHandlerData)
            HandlerData = reader.RelativePointer();

        return true;
    }

    private bool TryReadCommon(byte* common, out bool hasHandlerData)
    {
        UnwindReader reader = new(common);
        uint length = reader.UInt32();
        CommonProgramEnd = reader.Position + length;
        hasHandlerData = false;

        // Identification 0, version 1, then the augmentation: "zR" in stubs, "zLR" in compiled code.
        const byte Version = 1;
        if (reader.UInt32() != 0 || reader.Byte() != Version || reader.Byte() != 'z')
            return false;

        for (byte letter = reader.Byte(); letter != 0; letter = reader.Byte())
            hasHandlerData |= letter == 'L';

        reader.Varint();                        // code alignment: always 1 on x86
        DataAlignment = reader.SignedVarint();
        reader.Varint();                        // return address column: always 16
        uint augmentationLength = reader.Varint();
        CommonProgram = reader.Position + augmentationLength;
        return true;
    }
}

/// <summary>The linker's sorted index.</summary>
internal static unsafe class UnwindIndex
{
    private struct Entry
    {
        internal int Code;
        internal int Description;
    }

    /// <summary>Version 1; pointers relative to their place, counts absolute, table entries relative to the index; 4 bytes each.</summary>
    private const uint ExpectedFormat = 0x3b_03_1b_01;
    private const int CountOffset = 8, TableOffset = 12;

    internal static bool HasExpectedFormat => *(uint*)ImageLayout.Current->UnwindIndex == ExpectedFormat;

    /// <summary>The description of the code at or before an address, or null when the address is before all code.</summary>
    internal static byte* Find(nint address)
    {
        ImageLayout* image = ImageLayout.Current;
        if (!image->ContainsCode(address))
            return null;

        byte* index = image->UnwindIndex;
        Entry* table = (Entry*)(index + TableOffset);
        int target = (int)(address - (nint)index);
        int low = 0, high = *(int*)(index + CountOffset);
        while (low < high)
        {
            int middle = (int)((uint)(low + high) >> 1);
            if (table[middle].Code <= target)
                low = middle + 1;
            else
                high = middle;
        }

        return low == 0 ? null : index + table[low - 1].Description;
    }
}

/// <summary>
/// Remembers descriptions by address, so that throwing again from the same place does not search again. An entry is one
/// word, the lower halves of both; the upper halves are all ones in an image in the upper two GiB.
/// </summary>
internal static unsafe class UnwindIndexCache
{
    private const int EntryCount = 256;

    [System.Runtime.CompilerServices.InlineArray(EntryCount)]
    private struct Entries
    {
        private ulong _first;
    }

    private static Entries s_entries;

    internal static byte* Find(nint address)
    {
        ulong entry = Volatile.Read(ref Slot(address));
        return (uint)(entry >> 32) == (uint)address ? (byte*)(nint)(int)(uint)entry : null;
    }

    internal static void Add(nint address, byte* description) =>
        Volatile.Write(ref Slot(address), ((ulong)address << 32) | (uint)description);

    private static ref ulong Slot(nint address)
    {
        uint hash = (uint)address * 0x9e37_79b9;
        return ref System.Runtime.CompilerServices.Unsafe.Add(
            ref System.Runtime.CompilerServices.Unsafe.As<Entries, ulong>(ref s_entries), (nint)(hash >> 24));
    }
}
