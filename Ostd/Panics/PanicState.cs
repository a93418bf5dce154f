using Ostd.Sync;

namespace Ostd.Panics;

/// <summary>Whether somebody panics already.</summary>
internal sealed class PanicState
{
    // 0, or the panicking CPU plus one.
    private AtomicInt32 _cpu = new();

    /// <summary>Somebody panics: rules that forbid allocation are off, so that the report can be written.</summary>
    internal bool IsPanicking => _cpu.Load(MemoryOrder.Relaxed) != 0;

    /// <summary>True for the first call. False for the panicking CPU itself (a panic while panicking); another CPU stops here for good.</summary>
    internal bool TryEnter(Seam.Machine machine)
    {
        int me = machine.CurrentCpu + 1;
        int first = _cpu.CompareExchange(me, 0);
        while (first != 0 && first != me)
            machine.Pause(); // one report is enough; the machine stops when it is written
        return first == 0;
    }
}
