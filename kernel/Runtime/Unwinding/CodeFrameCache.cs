using System.Runtime.CompilerServices;
using System.Threading;

namespace Internal.Runtime;

/// <summary>
/// What is known about code addresses: recipe and description. Each is a word of its own that also holds the lower half of
/// the address, so that several CPUs can read and replace entries without a lock; the upper half is always ones.
/// </summary>
internal static unsafe class CodeFrameCache
{
    private const int EntryCount = 1024, EntryCountBits = 10;

    private struct Entry
    {
        internal ulong Recipe;
        internal ulong Description;
    }

    private struct Entries
    {
        internal fixed ulong Words[2 * EntryCount];
    }

    private static Entries s_entries;

    internal static bool TryGet(nint address, out FrameRecipe recipe, out byte* description)
    {
        ref Entry entry = ref EntryFor(address);
        ulong first = Volatile.Read(ref entry.Recipe);
        ulong second = Volatile.Read(ref entry.Description);
        recipe = new FrameRecipe((uint)first);
        description = (byte*)(nint)(int)(uint)second;
        return (uint)(first >> 32) == (uint)address && (uint)(second >> 32) == (uint)address;
    }

    internal static void Add(nint address, FrameRecipe recipe, byte* description)
    {
        ref Entry entry = ref EntryFor(address);
        Volatile.Write(ref entry.Recipe, ((ulong)address << 32) | recipe.Bits);
        Volatile.Write(ref entry.Description, ((ulong)address << 32) | (uint)description);
    }

    private static ref Entry EntryFor(nint address)
    {
        uint hash = ((uint)address * 0x9e37_79b9) >> (32 - EntryCountBits);
        return ref Unsafe.As<ulong, Entry>(ref s_entries.Words[2 * hash]);
    }
}
