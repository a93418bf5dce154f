using System;
using System.Collections.Generic;

namespace Ostd.Model.Shadow;

/// <summary>Runs what may race so that a report has both sides in full.</summary>
/// <remarks>
/// A race is seen at the second access. Of the first one nothing is left by then but its place: to keep a stack for every access would make runs hundreds of times slower. But a machine
/// is deterministic: so the run is made once more, and what happens at these two places is kept.
/// </remarks>
internal static class RaceReport
{
    /// <param name="run">Makes machines with <see cref="ModelOptions.SitesInFull"/> as it is told, and runs on them; the same each time.</param>
    /// <exception cref="UndefinedBehaviourException">There was a race.</exception>
    public static void InFull(Action<IReadOnlyCollection<int>> run)
    {
        try
        {
            run([]);
        }
        catch (UndefinedBehaviourException race) when (race.Sites.Count != 0)
        {
            run(race.Sites);
            throw; // it did not come again: half a report is better than none
        }
    }
}
