using System;
using System.Runtime.CompilerServices;

namespace Verification.Exploration;

/// <summary>A word of shared memory in a scenario; every access is a step of the explorer.</summary>
public sealed class SharedWord
{
    private readonly Execution _execution;
    private readonly int _location;
    private readonly string _name;
    private long _value;

    internal SharedWord(Execution execution, int location, string name, long value) => (_execution, _location, _name, _value) = (execution, location, name, value);

    /// <summary>The value in memory; only for claims after the end.</summary>
    public long Final => _value;

    public long Load([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        _execution.Visible(new Operation(OperationKind.Read, _location));
        long value = Seen(_execution.Current);
        _execution.Log?.Add(new LogLine(_execution.Current.Index, $"load {_name} -> {value}", At(file, line)));
        return value;
    }

    /// <summary>A plain store: under TSO it waits in the CPU's store buffer.</summary>
    public void Store(long value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (_execution.Model == MemoryModel.Sc)
        {
            _execution.Visible(new Operation(OperationKind.Write, _location));
            _value = value;
        }
        else
        {
            var strand = _execution.Current;
            strand.Buffer.Enqueue(new BufferedStore(_location, _name, value, strand.LastEvent, () => _value = value));
        }
        _execution.Log?.Add(new LogLine(_execution.Current.Index, $"store {_name} = {value}", At(file, line)));
    }

    public long Exchange(long value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Locked("exchange", _ => value, At(file, line));

    public long FetchAdd(long delta, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Locked("add", old => old + delta, At(file, line));

    public bool CompareExchange(long value, long comparand, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Locked("compare-exchange", old => old == comparand ? value : old, At(file, line)) == comparand;

    /// <summary>Waits until the word as this strand sees it satisfies <paramref name="condition"/>: a spin loop without its idle turns.</summary>
    public long Await(Func<long, bool> condition, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        long value = Load(file, line);
        if (!condition(value))
            _execution.Spin(() => condition(_value));
        return value;
    }

    private long Locked(string what, Func<long, long> update, string at)
    {
        Scenario.Drain(_execution);
        _execution.Visible(new Operation(OperationKind.ReadModifyWrite, _location));
        long old = _value;
        _value = update(old);
        _execution.Log?.Add(new LogLine(_execution.Current.Index, $"{what} {_name}: {old} -> {_value}", at));
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

    private static string At(string file, int line) => $"{file[(file.LastIndexOf('/') + 1)..]}:{line}";
}
