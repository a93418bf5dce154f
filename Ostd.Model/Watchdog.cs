using System;

namespace Ostd.Model;

/// <summary>
/// Waits for the end of a run whose threads hand one turn around, and notices when the one that has it keeps it and does nothing with it: no schedule can end a loop without
/// a step, and .NET has no safe way to end its thread either, so that goes on looping until the process ends.
/// </summary>
internal static class Watchdog
{
    /// <summary>A step takes microseconds. That nothing happens for so long, twice in a row, is no matter of a busy host.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <param name="hasEnded">Waits for the end for some time; true: it has come.</param>
    /// <param name="steps">Steps so far.</param>
    /// <param name="patience">See <see cref="Patience"/>.</param>
    /// <returns>False: the end will never come.</returns>
    internal static bool Await(Func<TimeSpan, bool> hasEnded, Func<long> steps, TimeSpan patience)
    {
        long before = -1;
        for (int idle = 0; !hasEnded(patience);)
        {
            long now = steps();
            idle = now == before ? idle + 1 : 0;
            if (idle == 2)
                return false;
            before = now;
        }
        return true;
    }
}

/// <summary>Code of a run went on for long without a step that others could notice: it loops for ever, perhaps waiting for what only they could change.</summary>
internal sealed class SilentLoopException(string who)
    : Exception($"a silent loop: {who} goes on without a step that others could notice, after the last one that is told of it");
