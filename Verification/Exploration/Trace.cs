using System;
using System.Collections.Generic;
using System.Text;

namespace Verification.Exploration;

/// <summary>
/// The steps of one execution with their happens-before relation: program order, causes, and the order of dependent steps.
/// Two traces with the same relation are one equivalence class (a Mazurkiewicz trace).
/// </summary>
public sealed class Trace
{
    private readonly List<TraceEvent> _events = [];
    private readonly Dictionary<int, LocationHistory> _locations = [];
    private readonly int[] _last;

    public Trace(int strands)
    {
        _last = new int[strands];
        Array.Fill(_last, -1);
    }

    /// <summary>How many strands there are, those that stand for store buffers included.</summary>
    public int StrandCount => _last.Length;

    public IReadOnlyList<TraceEvent> Events => _events;
    public int Count => _events.Count;
    public TraceEvent this[int index] => _events[index];

    public TraceEvent Add(int strand, in Operation operation, int cause)
    {
        int[] clock = new int[_last.Length];
        if (_last[strand] >= 0)
            Join(clock, _events[_last[strand]].Clock);
        if (cause >= 0)
            Join(clock, _events[cause].Clock);
        if (operation.Location != 0)
        {
            var history = HistoryOf(operation.Location);
            if (history.LastWrite >= 0)
                Join(clock, _events[history.LastWrite].Clock);
            if (operation.Writes)
                foreach (int read in history.ReadsSince)
                    Join(clock, _events[read].Clock);
            history.Add(_events.Count, operation.Writes);
        }
        clock[strand]++;
        var added = new TraceEvent(_events.Count, strand, operation, clock, _last[strand], cause);
        _last[strand] = added.Index;
        _events.Add(added);
        return added;
    }

    /// <summary>
    /// The steps that <paramref name="later"/> directly depends on and could be tried the other way round: no step lies between the two in happens-before.
    /// </summary>
    public IEnumerable<TraceEvent> RacesWith(TraceEvent later)
    {
        if (later.Operation.Location == 0)
            yield break;
        foreach (var earlier in DirectSources(later))
            if (earlier.Strand != later.Strand && !ReachesAnotherSource(earlier, later))
                yield return earlier;
    }

    /// <summary>A text that is equal for two traces exactly when their happens-before relations are.</summary>
    public string CanonicalForm()
    {
        var text = new StringBuilder();
        for (int strand = 0; strand < _last.Length; strand++)
        {
            foreach (var e in _events)
            {
                if (e.Strand != strand)
                    continue;
                text.Append(e.Operation.Kind).Append(e.Operation.Location).Append('@');
                foreach (int c in e.Clock)
                    text.Append(c).Append(',');
            }
            text.Append('|');
        }
        return text.ToString();
    }

    private IEnumerable<TraceEvent> DirectSources(TraceEvent later)
    {
        for (int i = later.Index - 1; i >= 0; i--)
        {
            var earlier = _events[i];
            if (!earlier.Operation.DependsOn(later.Operation))
                continue;
            yield return earlier;
            if (earlier.Operation.Writes)
                yield break; // whatever is older happens before this write
        }
    }

    private bool ReachesAnotherSource(TraceEvent earlier, TraceEvent later)
    {
        if (later.Previous >= 0 && Reaches(earlier, _events[later.Previous]))
            return true;
        if (later.Cause >= 0 && Reaches(earlier, _events[later.Cause]))
            return true;
        foreach (var other in DirectSources(later))
            if (other.Index != earlier.Index && earlier.HappensBefore(other))
                return true;
        return false;
    }

    private static bool Reaches(TraceEvent earlier, TraceEvent target) => earlier.Index == target.Index || earlier.HappensBefore(target);

    private LocationHistory HistoryOf(int location)
    {
        if (!_locations.TryGetValue(location, out var history))
            _locations.Add(location, history = new LocationHistory());
        return history;
    }

    private static void Join(int[] clock, int[] other)
    {
        for (int i = 0; i < clock.Length; i++)
            clock[i] = Math.Max(clock[i], other[i]);
    }

    private sealed class LocationHistory
    {
        public int LastWrite { get; private set; } = -1;
        public List<int> ReadsSince { get; } = [];

        public void Add(int index, bool writes)
        {
            if (!writes)
            {
                ReadsSince.Add(index);
                return;
            }
            LastWrite = index;
            ReadsSince.Clear();
        }
    }
}
