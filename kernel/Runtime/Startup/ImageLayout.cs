using System.Runtime;
using System.Runtime.CompilerServices;

namespace Internal.Runtime;

/// <summary>
/// Addresses that only the linker knows, as a table in kernel/Boot/runtime-image.S. C# cannot name a linker's symbol;
/// it can call a function that returns the table.
/// </summary>
internal unsafe struct ImageLayout
{
    internal readonly byte* Start;
    internal readonly byte* End;
    internal readonly byte* TextStart;
    internal readonly byte* TextEnd;

    /// <summary>The sorted index of unwind information.</summary>
    internal readonly byte* UnwindIndex;

    /// <summary>Pointers to the compiler's module headers: one, because everything is compiled at once.</summary>
    internal readonly byte** Modules;

    /// <summary>The embedded symbol table; empty in an image that was not post-processed.</summary>
    internal readonly byte* SymbolsStart;
    internal readonly byte* SymbolsEnd;

    /// <summary>Return addresses inside the stubs that call catch and finally handlers: see FuncletFrame.</summary>
    internal readonly nint CatchReturn;
    internal readonly nint FinallyReturn;

    internal readonly nint* DispatchBuckets;
    internal readonly DispatchCacheEntry* DispatchEntries;
    internal readonly uint DispatchBucketCount;
    internal readonly int DispatchEntryCount;

    /// <summary>See <see cref="RestartableCode"/>.</summary>
    internal readonly RestartableCode* RestartableCode;

    /// <summary>What can be written; constants lie between the code and it, symbols after it.</summary>
    internal readonly byte* DataStart;
    internal readonly byte* DataEnd;

    internal static ImageLayout* Current => Get();

    internal readonly bool Contains(nint address) => (nuint)address >= (nuint)Start && (nuint)address < (nuint)End;

    internal readonly bool ContainsCode(nint address) => (nuint)address >= (nuint)TextStart && (nuint)address < (nuint)TextEnd;

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "AsterismImageLayout")]
    private static extern ImageLayout* Get();
}
