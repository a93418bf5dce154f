using System.Collections.Generic;

namespace Verification.Exploration;

/// <summary>Two steps that depend on each other and could be tried the other way round.</summary>
/// <param name="Earlier">Came first.</param>
/// <param name="Later">Is to be tried before it.</param>
/// <param name="LaterIndex">Where it came in the trace; -1 when it was withdrawn because of <paramref name="Earlier"/>.</param>
/// <param name="Ender">For a wait that another write will end then: the position of that; else -1.</param>
public readonly record struct Race(TraceEvent Earlier, PlannedStep Later, int LaterIndex, int Ender = -1);

/// <summary>What could have gone differently.</summary>
public sealed partial class Trace
{
    /// <summary>The races of the execution, but for those whose second step comes before <paramref name="from"/> and that nothing afterwards changes.</summary>
    public IEnumerable<Race> Races(int from = 0)
    {
        foreach (var later in _events)
        {
            if (later.IsLastResort)
                continue;
            if (later.Index >= from)
            {
                foreach (var earlier in later.Operation.Waits == Waiting.UntilFree ? TakenOtherwise(later) : RacesWith(later))
                    yield return new Race(earlier, new PlannedStep(later.Strand, later.Operation), later.Index);
            }
            if (later.Operation.Waits == Waiting.UntilChanged && EndedOtherwise(later) is var ender && ender >= 0)
                yield return new Race(_events[later.Cause], new PlannedStep(later.Strand, later.Operation), later.Index, ender);
            if (later.Priority < 0)
                continue;
            if (later.Index >= from && FindEarlierArrival(later) is { } before)
                yield return new Race(before, new PlannedStep(later.Strand, later.Operation), later.Index);
            if (later.Displaced is { } displaced && CanBeTakenInstead(later, displaced, out int ends))
                yield return new Race(later, new PlannedStep(displaced.Flow - 1, displaced), -1, ends);
        }
    }

    /// <summary>
    /// The steps that <paramref name="later"/> directly depends on and could be tried the other way round: no step lies between the two in happens-before.
    /// </summary>
    private IEnumerable<TraceEvent> RacesWith(TraceEvent later)
    {
        if (later.Operation.Location == 0)
            yield break;
        foreach (var earlier in DirectSources(later))
            if (earlier.Strand != later.Strand && !ReachesAnotherSource(earlier, later))
                yield return earlier;
    }

    private IEnumerable<TraceEvent> DirectSources(TraceEvent later)
    {
        var all = _locations[later.Operation.Location].All;
        for (int i = all.BinarySearch(later.Index) - 1; i >= 0; i--)
        {
            var earlier = _events[all[i]];
            if (!earlier.Operation.ConflictsWith(later.Operation))
                continue;
            yield return earlier;
            if (earlier.Operation.Writes)
                yield break; // whatever is older happens before this write
        }
    }

    private bool ReachesAnotherSource(TraceEvent earlier, TraceEvent later)
    {
        if (IsBeforeByItself(earlier, later))
            return true;
        foreach (var other in DirectSources(later))
            if (other.Index != earlier.Index && earlier.HappensBefore(other))
                return true;
        return false;
    }

    // Whether `earlier` must come first because of what `later`'s own strand did before, or because of a cause.
    private bool IsBeforeByItself(TraceEvent earlier, TraceEvent later) =>
        Reaches(earlier, later.Previous) || Reaches(earlier, later.Cause) || Reaches(earlier, later.SecondCause);

    private bool Reaches(TraceEvent earlier, int target) => target >= 0 && (earlier.Index == target || earlier.HappensBefore(_events[target]));

    // `later` took a word when it was free. It could not have done so before the step that freed it, but before the one that took it, and
    // before those that only looked while it was free.
    private IEnumerable<TraceEvent> TakenOtherwise(TraceEvent later)
    {
        var all = _locations[later.Operation.Location].All;
        var looked = new List<TraceEvent>();
        for (int i = all.BinarySearch(later.Index) - 1; i >= 0; i--)
        {
            var earlier = _events[all[i]];
            if (earlier.Before != 0)
                continue;
            if (earlier.Strand != later.Strand && !IsBeforeByItself(earlier, later) && !looked.Exists(earlier.HappensBefore))
                yield return earlier;
            if (earlier.Operation.Writes)
                yield break;
            looked.Add(earlier);
        }
    }

    // `later` waited until somebody wrote to one of some words. Had who was the first not been so fast, another one would have been: which, or -1.
    private int EndedOtherwise(TraceEvent later) =>
        later.Cause < 0 || Reaches(_events[later.Cause], later.Previous) ? -1 : FirstWriteTo(later.Operation.Watched!, without: _events[later.Cause]);

    // The interrupt could have arrived before the last step of the CPU before which it was not masked, unless it was requested only after that.
    private TraceEvent? FindEarlierArrival(TraceEvent arrival)
    {
        for (int i = arrival.Previous; i >= 0; i = _events[i].Previous)
        {
            var step = _events[i];
            if (step.Priority >= 0 || Reaches(step, arrival.Cause))
                return null;
            if (step.Threshold < arrival.Priority)
                return step;
        }
        return null;
    }

    // Whether the step that an interrupt displaced can be taken in its place, after everything that does not depend on the arrival; and which step then ends its wait, or -1.
    private bool CanBeTakenInstead(TraceEvent arrival, in Operation displaced, out int ender)
    {
        ender = -1;
        switch (displaced.Waits)
        {
            case Waiting.Nothing:
                return true;
            case Waiting.UntilFree:
                for (int i = _locations.TryGetValue(displaced.Location, out var history) ? history.All.Count - 1 : -1; i >= 0; i--)
                {
                    var step = _events[history!.All[i]];
                    if (step.Index > arrival.Index && step.Operation.Writes && !arrival.HappensBefore(step))
                        return step.After == 0;
                }
                return arrival.DisplacedWasReady;
            case Waiting.UntilChanged:
                if (!arrival.DisplacedWasReady)
                    ender = FirstWriteTo(displaced.Watched!, without: arrival);
                return arrival.DisplacedWasReady || ender >= 0;
            default:
                return false;
        }
    }
}
