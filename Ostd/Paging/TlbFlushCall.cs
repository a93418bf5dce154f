using Ostd.Seam;
using Ostd.Traps;

namespace Ostd.Paging;

/// <summary>
/// Translations to drop: a few pages by address, or, when there are too many, all that are not global. Pages of the kernel half are global: of them there may
/// not be too many.
/// </summary>
internal sealed class TlbFlushCall(Machine machine) : CrossCall
{
    /// <summary>Beyond this many pages reloading the root table is cheaper than naming them.</summary>
    public const int MaxPages = 32;

    private readonly Machine _machine = machine;
    private readonly ulong[] _pages = new ulong[MaxPages];
    private int _count;
    private bool _everything;

    public bool IsEmpty => _count == 0 && !_everything;

    /// <summary>Whether one more page still fits in the list.</summary>
    public bool HasRoom => _count < MaxPages;

    public void Add(ulong page)
    {
        if (_count < MaxPages)
            _pages[_count++] = page;
        else if (page < KernelLayout.LinearBase)
            _everything = true;
        else
            Panics.Panic.Stop("Kernel translations are global, so they are flushed by name: more than fit into one flush were given.");
    }

    /// <summary>
    /// All that are not global. For a large page that is none any more: a TLB may hold it in pieces, and naming an address drops all of them only while the tables still map it
    /// by a large page (Intel SDM volume 3, section 4.10.4.1).
    /// </summary>
    public void AddEverything() => _everything = true;

    public void Clear()
    {
        _count = 0;
        _everything = false;
    }

    /// <summary>On each CPU that may hold the translations.</summary>
    internal override void Run()
    {
        if (_everything)
        {
            _machine.WriteCr3(_machine.ReadCr3());
            return;
        }
        for (int i = 0; i < _count; i++)
            _machine.InvalidatePage(_pages[i]);
    }
}
