using System.Threading;

namespace Internal.Runtime;

/// <summary>
/// Remembers answers of <see cref="Assignability"/>. An entry is one word, (source, target, answer), so that several
/// CPUs can read and replace entries without a lock and never see half of one.
/// </summary>
/// <remarks>
/// Two method tables fit into a word because the whole image lies in the upper two GiB of the address space: their upper
/// halves are all ones. Method tables are aligned to eight bytes, so a low bit is free for the answer, and no entry is zero.
/// </remarks>
internal static unsafe class CastCache
{
    private const int EntryCount = 1024;
    private const ulong AnswerBit = 1;

    private struct Entries
    {
        internal fixed ulong Words[EntryCount];
    }

    private static Entries s_entries;

    internal static bool TryGet(MethodTable* source, MethodTable* target, out bool answer)
    {
        ulong key = Key(source, target);
        ulong entry = Volatile.Read(ref Slot(key));
        answer = (entry & AnswerBit) != 0;
        return (entry & ~AnswerBit) == key;
    }

    internal static void Add(MethodTable* source, MethodTable* target, bool answer)
    {
        ulong key = Key(source, target);
        Volatile.Write(ref Slot(key), answer ? key | AnswerBit : key);
    }

    private static ulong Key(MethodTable* source, MethodTable* target) => ((ulong)source << 32) | (uint)target;

    private static ref ulong Slot(ulong key)
    {
        ulong hash = key * 0x9e37_79b9_7f4a_7c15;
        return ref s_entries.Words[hash >> (64 - 10)];
    }
}
