using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using Ostd.Model;
using Ostd.Sync;

namespace Verification.Exploration.Machines;

/// <summary>Writes down what a run of a machine does, in words, with values and places in the source.</summary>
internal sealed class MachineLog
{
    private readonly WordNames _names = new();
    private readonly Dictionary<int, string> _where = [];
    private int _open = -1;

    public List<LogLine> Lines { get; } = [];

    /// <summary>What everybody waits for and who has it, at a deadlock.</summary>
    public string? Waits { get; private set; }

    /// <summary>Told by the machine when a word is made.</summary>
    public void NoteWord(long location) => _names.Add(location);

    /// <summary>The executing CPU has announced a step: where in the source that is.</summary>
    public void NoteWhere(ModelMachine machine)
    {
        if (machine.Cpus[machine.CurrentCpu].HasPending)
            _where[machine.CurrentCpu] = Places.OfCaller();
    }

    /// <summary>A step was granted.</summary>
    public void NoteStep(int cpu, in Ostd.Model.PendingStep step)
    {
        string text = step.Text ?? $"{step.Kind} {_names.Of(step.Location)}";
        _open = step.Location == 0 ? -1 : Lines.Count;
        Lines.Add(new LogLine(cpu, text, _where.GetValueOrDefault(cpu, "")));
    }

    /// <summary>It took effect on a word; or a store left a store buffer.</summary>
    public void NoteAccess(in AtomicEvent e)
    {
        string name = _names.Of(e.Location);
        if (e.IsFlush)
        {
            Lines.Add(new LogLine(e.Cpu, $"  (store buffer) {name} = {Value(e, e.After)} reaches memory", ""));
            return;
        }
        string text = e.Access switch
        {
            AtomicAccess.Load => $"load {name} -> {Value(e, e.After)}",
            AtomicAccess.Store => $"store {name} = {Value(e, e.After)} (was {Value(e, e.Before)})",
            _ => e.Before == e.After ? $"exchange {name}: stays {Value(e, e.After)}" : $"exchange {name}: {Value(e, e.Before)} -> {Value(e, e.After)}",
        };
        if (_open >= 0)
            Lines[_open] = Lines[_open] with { Text = text };
        else
            Lines.Add(new LogLine(e.Cpu, text, _where.GetValueOrDefault(e.Cpu, "")));
        _open = -1;
    }

    public void NoteInterrupt(int cpu, int vector) => Lines.Add(new LogLine(cpu, $"** interrupt {vector:x} arrives **", ""));

    public void NoteSurroundings(int cpu, string what) => Lines.Add(new LogLine(cpu, $"** {what} **", ""));

    public void NoteTime() => Lines.Add(new LogLine(0, "(time passes to the next timer)", ""));

    public void NoteDeadlock(ModelMachine machine, Deadlock deadlock)
    {
        var text = new StringBuilder(deadlock.Describe());
        for (int i = 0; i < machine.Cpus.Count; i++)
        {
            ModelCpu cpu = machine.Cpus[i];
            if (!cpu.HasPending)
                continue;
            string what = cpu.Pending.Waits switch
            {
                WaitKind.UntilFree => $"waits until {_names.Of(cpu.Pending.Location)} is free, which is {cpu.Pending.Cell!.Text}",
                WaitKind.UntilChanged => $"spins until one of {string.Join(", ", cpu.Watched.ConvertAll(w => $"{_names.Of(w.Location)} (is {w.Cell?.Text ?? "a word of memory"})"))} is written",
                WaitKind.ForInterrupt => "has halted",
                _ => "waits for its store buffer",
            };
            text.Append($"\n  {machine.NameOf(i)} {what}  {_where.GetValueOrDefault(i, "")}");
        }
        machine.Silently(() => Waits = text + machine.DescribeTasks());
    }

    // References are told by what they point to, when the word still holds it.
    private static string Value(in AtomicEvent e, ulong code)
    {
        if (e.Cell is { IsReference: true } cell)
            return code == 0 ? "null" : cell.Code == 0 ? "(an object)" : cell.Text;
        return e.Cell is null && code > ulong.MaxValue - 16 ? $"-{ulong.MaxValue - code + 1}" : $"{(code > 9999 ? "0x" : "")}{(code > 9999 ? code.ToString("x") : code.ToString())}";
    }
}

/// <summary>Places in the source.</summary>
internal static class Places
{
    private const string BuildRoot = "/asterism/";

    // These only carry out what their callers want; the caller says more.
    private static readonly string[] s_mechanisms = ["Ostd.Seam", "Ostd.Model", "Verification.Exploration", "System"];

    /// <summary>"File.cs:line &lt; Caller.cs:line" of the kernel code that is executing an operation of the machine; empty before there is any.</summary>
    public static string OfCaller() => string.Join(" < ", OfKernel().Take(2).Select(Describe));

    /// <summary>"File.cs:line" of the code that takes a lock.</summary>
    public static string OfTaker() => string.Concat(OfKernel().Where(f => f.GetMethod()!.DeclaringType!.Namespace != "Ostd.Sync").Take(1).Select(Describe));

    /// <summary>File, from the root of the repository, and line of the code that makes an atomic.</summary>
    public static (string File, int Line)? OfMaker()
    {
        foreach (var frame in OfKernel())
        {
            string file = frame.GetFileName()!;
            return (file.StartsWith(BuildRoot, StringComparison.Ordinal) ? file[BuildRoot.Length..] : file, frame.GetFileLineNumber());
        }
        return null;
    }

    private static string Describe(StackFrame frame) => $"{Path.GetFileName(frame.GetFileName())}:{frame.GetFileLineNumber()}";

    // Innermost first. What called the program is not part of it: that differs between the search, the replay and a test.
    private static IEnumerable<StackFrame> OfKernel()
    {
        foreach (var frame in new StackTrace(fNeedFileInfo: true).GetFrames())
        {
            if (frame.GetMethod()?.DeclaringType is not { } type)
                continue;
            if (typeof(IProgram).IsAssignableFrom(type))
                yield break;
            if (!IsMechanism(type) && frame.GetFileName() is not null)
                yield return frame;
        }
    }

    private static bool IsAtomic(Type type) => type.Namespace == "Ostd.Sync" && type.Name.StartsWith("Atomic", StringComparison.Ordinal);

    private static bool IsMechanism(Type type) =>
        IsAtomic(type) || type.Namespace == "Verification.Scenarios" || Array.Exists(s_mechanisms, m => type.Namespace?.StartsWith(m, StringComparison.Ordinal) == true);
}
