namespace Internal.Runtime;

/// <summary>
/// The linker's index (.eh_frame_hdr): a sorted array of (code start, description), both relative to the index.
/// </summary>
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
