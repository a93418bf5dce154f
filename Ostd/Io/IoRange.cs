using Ostd.Sync;

namespace Ostd.Io;

/// <summary>
/// A range of ports or of device memory that clients hold through one or several handles. Holding one proves that the range is insensitive, and that no other
/// <see cref="IoRange"/> touches it until the last holder lets go.
/// </summary>
internal sealed class IoRange(ulong start, ulong end)
{
    /// <summary>Half open: [Start, End). Of device memory these are whole pages.</summary>
    internal ulong Start { get; } = start;
    internal ulong End { get; } = end;

    /// <summary>Kernel address at which <see cref="Start"/> is mapped; 0: nowhere (ports are not).</summary>
    internal ulong Window;

    /// <summary>The next on the list of ranges that nobody holds any more; see <see cref="IoRanges"/>.</summary>
    internal IoRange? NextRetired;

    private AtomicInt32 _holders = new(1);

    internal bool Touches(ulong start, ulong end) => Start < end && start < End;

    /// <summary>One holder more. Only a holder may call it, so that the count is not zero. Any context.</summary>
    internal void Hold() => _holders.FetchAdd(1);

    /// <summary>One holder less; true for the last. Any context.</summary>
    internal bool LetGo() => _holders.FetchAdd(-1) == 1;
}
