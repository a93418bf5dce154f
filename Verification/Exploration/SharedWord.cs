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
    private SourcePlace _writtenAt;

    /// <summary>Who wrote it last.</summary>
    internal Strand? LastWriter { get; private set; }

    internal SharedWord(Execution execution, int location, string name, long value) => (_execution, _location, _name, _value) = (execution, location, name, value);

    /// <summary>The value in memory; only for claims after the end.</summary>
    public long Final => _value;

    public long Load([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        _execution.Visible(new Operation(OperationKind.Read, _location));
        long value = Seen(_execution.Current);
        (_execution.Current.Looks, _execution.Current.LooksAt) = (this, new SourcePlace(file, line));
        _execution.Log?.Add(new LogLine(_execution.Current.Index, $"load {_name} -> {value}", new SourcePlace(file, line).ToString()));
        return value;
    }

    /// <summary>A plain store: under TSO it waits in the CPU's store buffer.</summary>
    public void Store(long value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (_execution.Model == MemoryModel.Sc)
        {
            _execution.Visible(new Operation(OperationKind.Write, _location));
            Write(_execution.Current, value, new SourcePlace(file, line));
        }
        else
        {
            var strand = _execution.Current;
            strand.Buffer.Enqueue(new BufferedStore(_location, _name, value, strand.LastEvent, () => Write(strand, value, new SourcePlace(file, line))));
        }
        _execution.Log?.Add(new LogLine(_execution.Current.Index, $"store {_name} = {value}", new SourcePlace(file, line).ToString()));
    }

    public long Exchange(long value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Locked("exchange", _ => value, new SourcePlace(file, line));

    public long FetchAdd(long delta, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Locked("add", old => old + delta, new SourcePlace(file, line));

    public bool CompareExchange(long value, long comparand, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Locked("compare-exchange", old => old == comparand ? value : old, new SourcePlace(file, line)) == comparand;

    /// <summary>Waits until the word as this strand sees it satisfies <paramref name="condition"/>: a spin loop without its idle turns.</summary>
    public long Await(Func<long, bool> condition, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        long value = Load(file, line);
        if (!condition(value))
            _execution.Spin(() => condition(_value));
        return value;
    }

    private long Locked(string what, Func<long, long> update, SourcePlace at)
    {
        Scenario.Drain(_execution);
        _execution.Visible(new Operation(OperationKind.ReadModifyWrite, _location));
        long old = _value;
        long updated = update(old);
        if (updated != old) // a compare-exchange that fails writes nothing
            Write(_execution.Current, updated, at);
        _execution.Log?.Add(new LogLine(_execution.Current.Index, $"{what} {_name}: {old} -> {_value}", at.ToString()));
        return old;
    }

    /// <summary>Its value and who put it there, for people.</summary>
    internal string Describe() => $"{_name}, which is {_value}{(LastWriter is { } writer ? $" since {writer.Name} wrote that at {_writtenAt}" : "")}";

    private void Write(Strand strand, long value, SourcePlace at) => (_value, LastWriter, _writtenAt) = (value, strand, at);

    private long Seen(Strand strand)
    {
        long value = _value;
        foreach (var store in strand.Buffer) // the youngest own store wins
            if (store.Location == _location)
                value = store.Value;
        return value;
    }
}

/// <summary>A line of the source.</summary>
internal readonly record struct SourcePlace(string File, int Line)
{
    public override string ToString() => $"{File[(File.LastIndexOf('/') + 1)..]}:{Line}";
}
