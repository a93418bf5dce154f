using System;

namespace Verification.Exploration;

/// <summary>A word of shared memory in a scenario; every access is a step of the explorer.</summary>
public sealed class SharedWord
{
    private readonly Execution _execution;
    private readonly int _location;
    private long _value;

    internal SharedWord(Execution execution, int location, long value) => (_execution, _location, _value) = (execution, location, value);

    /// <summary>The value in memory; only for claims after the end.</summary>
    public long Final => _value;

    public long Load()
    {
        _execution.Visible(new Operation(OperationKind.Read, _location));
        return Seen(_execution.Current);
    }

    /// <summary>A plain store: under TSO it waits in the CPU's store buffer.</summary>
    public void Store(long value)
    {
        if (_execution.Model == MemoryModel.Sc)
        {
            _execution.Visible(new Operation(OperationKind.Write, _location));
            _value = value;
            return;
        }
        var strand = _execution.Current;
        strand.Buffer.Enqueue(new BufferedStore(_location, value, strand.LastEvent, () => _value = value));
    }

    public long Exchange(long value) => Locked(_ => value);

    public long FetchAdd(long delta) => Locked(old => old + delta);

    public bool CompareExchange(long value, long comparand) => Locked(old => old == comparand ? value : old) == comparand;

    /// <summary>Waits until the word as this strand sees it satisfies <paramref name="condition"/>: a spin loop without its idle turns.</summary>
    public long Await(Func<long, bool> condition)
    {
        long value = Load();
        if (!condition(value))
            _execution.Spin(() => condition(_value));
        return value;
    }

    private long Locked(Func<long, long> update)
    {
        Scenario.Drain(_execution);
        _execution.Visible(new Operation(OperationKind.ReadModifyWrite, _location));
        long old = _value;
        _value = update(old);
        return old;
    }

    private long Seen(Strand strand)
    {
        long value = _value;
        foreach (var store in strand.Buffer) // the youngest own store wins
            if (store.Location == _location)
                value = store.Value;
        return value;
    }
}
