using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Verification.Checking;

namespace Verification.Properties.Corlib;

/// <summary>
/// The core library's collections against .NET's: the same calls on both, compared by what they return or throw and by what the collection holds afterwards.
/// </summary>
/// <remarks>
/// The sources are the kernel's own, compiled for the host under other names (kernel/CorlibOnHost). A call is one lambda on <c>dynamic</c> (<see cref="Collections"/>), so that both get
/// literally the same.
/// </remarks>
internal sealed class CollectionProperty : PropertyRun<CollectionProperty.Call>
{
    private const int MaxValue = 12;

    /// <summary>The first argument of the calls that the faulty twin forgets.</summary>
    private const int Forgotten = 7;

    private readonly Collection _subject;
    private readonly bool _forgets;
    private readonly object _ours;
    private readonly object _theirs;

    private CollectionProperty(Collection subject, bool forgets)
    {
        _subject = subject;
        _forgets = forgets;
        _ours = subject.Ours();
        _theirs = subject.Theirs();
    }

    public static IReadOnlyList<Checker> Checkers { get; } = [.. Collections.All.Select(ToChecker)];

    /// <summary>A call by its number in the table of the collection, modulo how many there are, and two numbers for its arguments.</summary>
    public sealed record Call(int Which, int A, int B);

    public override void Apply(Call call)
    {
        CollectionCall operation = _subject.Calls[call.Which % _subject.Calls.Count];
        string what = $"{_subject.Name}.{operation.Name} with {call.A} and {call.B}";
        string expected = Result(operation, _theirs, call);
        if (!_forgets || call.A != Forgotten)
            RequireEqual(expected, Result(operation, _ours, call), what);
        RequireEqual(Text(_subject.Contents(_theirs)), Text(_subject.Contents(_ours)), $"the contents after {what}");
    }

    private static Checker ToChecker(Collection subject) => PropertyRunner.Checker(
        $"The core library's {subject.Name} does what .NET's does", [], "corlib",
        from which in Gen.Choose(0, 999)
        from a in Gen.Frequency((12, Gen.Choose(0, MaxValue)), (1, Gen.Elements(-1, int.MinValue, int.MaxValue)))
        from b in Gen.Choose(-1, MaxValue)
        select new Call(which, a, b),
        () => new CollectionProperty(subject, forgets: false),
        new PropertyOptions { Sequences = 40, MaxLength = 120, Machine = null },
        control: () => new CollectionProperty(subject, forgets: true));

    private static string Result(CollectionCall operation, object collection, Call call)
    {
        try
        {
            return operation.Do(collection, call.A, call.B) switch
            {
                null => "nothing",
                string text => text,
                IEnumerable many => Text(many.Cast<object?>()),
                var result => result.ToString() ?? "",
            };
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException or OutOfMemoryException or FormatException)
        {
            return e.GetType().Name;
        }
    }

    private static string Text(IEnumerable<object?> values) => string.Join(" ", values);
}
