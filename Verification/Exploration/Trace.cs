using System;
using System.Collections.Generic;
using System.Text;

namespace Verification.Exploration;

/// <summary>
/// The steps of one execution with their happens-before relation: program order, causes, and the order of dependent steps.
/// Two traces with the same relation are one equivalence class (a Mazurkiewicz trace).
/// </summary>
public sealed partial class Trace
{
    private readonly List<TraceEvent> _events = [];
    private readonly Dictionary<long, LocationHistory> _locations = [];
    private readonly int[] _last;
    private readonly int[] _lastOfFlow;

    public Trace(int strands)
    {
        _last = new int[strands];
        _lastOfFlow = new int[strands + 1];
        Array.Fill(_last, -1);
        Array.Fill(_lastOfFlow, -1);
    }

    /// <summary>How many strands there are, those that stand for store buffers included.</summary>
    public int StrandCount => _last.Length;

    public IReadOnlyList<TraceEvent> Events => _events;
    public int Count => _events.Count;
    public TraceEvent this[int index] => _events[index];

    public TraceEvent Add(in PendingStep step)
    {
        Operation operation = step.Operation;
        int previous = Math.Max(_last[step.Strand], operation.Flow == 0 ? -1 : _lastOfFlow[operation.Flow]);
        int[] clock = new int[_last.Length];
        JoinEvent(clock, _last[step.Strand]);
        JoinEvent(clock, previous);
        JoinEvent(clock, step.Cause);
        JoinEvent(clock, step.SecondCause);
        if (step.IsLastResort)
            foreach (int last in _last)
                JoinEvent(clock, last);
        if (operation.Location != 0)
        {
            var history = HistoryOf(operation.Location);
            JoinEvent(clock, history.LastWrite);
            if (operation.Writes)
                foreach (int read in history.ReadsSince)
                    JoinEvent(clock, read);
            history.Add(_events.Count, operation.Writes);
        }
        clock[step.Strand]++;
        var added = new TraceEvent(_events.Count, step.Strand, operation, clock, previous, step.Cause, step.SecondCause)
        {
            Threshold = step.Threshold,
            Priority = step.Priority,
            Displaced = step.Displaced,
            DisplacedWasReady = step.DisplacedWasReady,
            IsLastResort = step.IsLastResort,
        };
        _last[step.Strand] = added.Index;
        if (operation.Flow != 0)
            _lastOfFlow[operation.Flow] = added.Index;
        _events.Add(added);
        return added;
    }

    /// <summary>Position of a strand's last step, or -1.</summary>
    public int LastOf(int strand) => _last[strand];

    /// <summary>Position of the first step that wrote to one of the words after it had been looked at, or -1.</summary>
    /// <param name="watched">The words.</param>
    /// <param name="without">Neither this step counts nor what happens because of it, nor what comes before it.</param>
    public int FirstWriteTo(IReadOnlyList<WatchedLocation> watched, TraceEvent? without = null)
    {
        int first = int.MaxValue;
        foreach (var (location, lookedAt) in watched)
        {
            if (!_locations.TryGetValue(location, out var history))
                continue;
            for (int i = history.FirstAfter(Math.Max(lookedAt, without?.Index ?? -1)); i < history.All.Count && history.All[i] < first; i++)
            {
                var step = _events[history.All[i]];
                if (step.Wrote && without?.HappensBefore(step) != true)
                    first = step.Index;
            }
        }
        return first == int.MaxValue ? -1 : first;
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

    private LocationHistory HistoryOf(long location)
    {
        if (!_locations.TryGetValue(location, out var history))
            _locations.Add(location, history = new LocationHistory());
        return history;
    }

    private void JoinEvent(int[] clock, int index)
    {
        if (index < 0)
            return;
        int[] other = _events[index].Clock;
        for (int i = 0; i < clock.Length; i++)
            clock[i] = Math.Max(clock[i], other[i]);
    }

    private sealed class LocationHistory
    {
        public int LastWrite { get; private set; } = -1;
        public List<int> ReadsSince { get; } = [];

        /// <summary>Every step that accessed it, in order.</summary>
        public List<int> All { get; } = [];

        /// <summary>Where in <see cref="All"/> those begin that came after a position.</summary>
        public int FirstAfter(int position)
        {
            int at = All.BinarySearch(position);
            return at >= 0 ? at + 1 : ~at;
        }

        public void Add(int index, bool writes)
        {
            All.Add(index);
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
