namespace Ostd.Timers;

/// <summary>
/// A pairing heap threaded through the timers: the first deadline at the root, O(1) insertion, O(log n) amortised removal of any timer, and
/// no memory of its own, so that interrupt handlers may arm timers.
/// </summary>
/// <remarks>A timer's children are a list: <c>Child</c> is the first, <c>Sibling</c> the next; <c>Previous</c> is the sibling before it, or the parent of the first.</remarks>
internal struct TimerHeap
{
    internal Timer? First { get; private set; }

    internal void Insert(Timer timer)
    {
        timer.Child = timer.Sibling = timer.Previous = null;
        First = First is null ? timer : Meld(First, timer);
    }

    internal void Remove(Timer timer)
    {
        if (timer == First)
        {
            First = MeldPairs(timer.Child);
        }
        else
        {
            Timer previous = timer.Previous!;
            if (previous.Child == timer)
                previous.Child = timer.Sibling;
            else
                previous.Sibling = timer.Sibling;
            if (timer.Sibling is { } next)
                next.Previous = previous;
            if (MeldPairs(timer.Child) is { } orphans)
                First = Meld(First!, orphans);
        }
        timer.Child = timer.Sibling = timer.Previous = null;
    }

    // Both are roots. The later one becomes the first child of the earlier one.
    private static Timer Meld(Timer a, Timer b)
    {
        if (b.DeadlineNs < a.DeadlineNs)
            (a, b) = (b, a);
        b.Sibling = a.Child;
        if (a.Child is { } child)
            child.Previous = b;
        b.Previous = a;
        a.Child = b;
        return a;
    }

    // Left to right in pairs, then right to left into one; without recursion, since the list may be as long as there are timers.
    private static Timer? MeldPairs(Timer? list)
    {
        Timer? pairs = null; // melded pairs, the last one first, linked by Sibling
        while (list is not null)
        {
            Timer first = list;
            Timer? second = first.Sibling;
            list = second?.Sibling;
            first.Sibling = first.Previous = null;
            if (second is not null)
            {
                second.Sibling = second.Previous = null;
                first = Meld(first, second);
            }
            first.Sibling = pairs;
            pairs = first;
        }
        Timer? root = null;
        while (pairs is not null)
        {
            Timer next = pairs;
            pairs = next.Sibling;
            next.Sibling = null;
            root = root is null ? next : Meld(next, root);
        }
        return root;
    }
}
