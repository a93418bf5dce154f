namespace Services.Policies;

/// <summary>A first-in first-out queue threaded through the entities.</summary>
internal struct EntityQueue
{
    private RoundRobinScheduler.Entity? _first, _last;

    internal readonly bool IsEmpty => _first is null;

    internal void AddLast(RoundRobinScheduler.Entity entity)
    {
        entity.Next = null;
        if (_last is null)
            _first = entity;
        else
            _last.Next = entity;
        _last = entity;
    }

    internal void AddFirst(RoundRobinScheduler.Entity entity)
    {
        entity.Next = _first;
        _first = entity;
        _last ??= entity;
    }

    internal RoundRobinScheduler.Entity? TakeFirst()
    {
        RoundRobinScheduler.Entity? first = _first;
        if (first is null)
            return null;
        _first = first.Next;
        if (_first is null)
            _last = null;
        first.Next = null;
        return first;
    }
}
