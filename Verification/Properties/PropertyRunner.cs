using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Verification.Checking;

namespace Verification.Properties;

/// <summary>
/// Turns a property into a <see cref="Checker"/>: FsCheck generates sequences of operations, each runs in a fresh kernel on a fresh model machine against a pure model, and
/// every invariant is evaluated after each operation. A sequence that fails is shrunk to a short one that fails too.
/// </summary>
/// <remarks>
/// <para>How to write a property: one class, of a hundred lines or so (<see cref="Policies.BuddyAllocatorProperty"/> is the example).</para>
/// <list type="number">
/// <item>Operations: a record for each, nested in the class and derived from one abstract record. What they hold are plain numbers and enums (these are shrunk by themselves);
/// what they mean is decided when they are applied: handles are named by an index modulo how many there are.</item>
/// <item>A generator of one operation: <c>Gen.Frequency((3, from pages in Gen.Choose(1, 8) select (Operation)new Alloc(pages)), …)</c>. Include misuse: stale, disposed and
/// foreign handles, <see cref="Numbers.Any64"/> where a client may pass any number.</item>
/// <item>The constructor makes the system and the model; <see cref="PropertyRun{T}.Apply"/> does an operation to both and compares, with <c>Require</c>, <c>RequireEqual</c>,
/// <c>RequireThrows</c>, <c>RequirePanic</c>; <see cref="PropertyRun{T}.End"/> gives everything back and compares once more.</item>
/// <item><c>public static Checker Checker { get; } = PropertyRunner.Checker(…)</c>, listed in <see cref="Checkers.All"/>.</item>
/// <item>Something that it kills: mutants in <c>Verification/Mutants</c>, or a <c>control</c>: the same run with a bug in it, which must be found, else the verdict is Inconclusive.</item>
/// </list>
/// </remarks>
internal static class PropertyRunner
{
    /// <summary>Where the choices come from when nobody says.</summary>
    private const ulong DefaultSeed = 20251015;

    /// <param name="name">A sentence: what holds.</param>
    /// <param name="invariants">Numbers of the invariants that it is about.</param>
    /// <param name="topic">One word in lower case; see <see cref="Checking.Checker"/>.</param>
    /// <param name="operations">A generator of one operation.</param>
    /// <param name="start">Makes the system under test and its model.</param>
    /// <param name="control">The same with a bug that the property must find.</param>
    public static Checker Checker<TOperation>(
        string name, IReadOnlyList<int> invariants, string topic, Gen<TOperation> operations, Func<PropertyRun<TOperation>> start,
        PropertyOptions? options = null, Func<PropertyRun<TOperation>>? control = null)
        where TOperation : notnull
    {
        options ??= new PropertyOptions();
        return new Checker(name, invariants, CheckerKind.Property, topic, budget => Search(name, operations, start, options, control, budget));
    }

    private static CheckResult Search<TOperation>(
        string name, Gen<TOperation> generator, Func<PropertyRun<TOperation>> start, PropertyOptions options, Func<PropertyRun<TOperation>>? control, CheckBudget budget)
        where TOperation : notnull
    {
        var clock = Stopwatch.StartNew();
        if (budget.Replay is { } replay)
        {
            (Rnd random, int size) = ParseReplay(replay);
            var only = new Sequence<TOperation>(Generate(generator, random, size), start, options);
            return only.Run() is { } failure
                ? Violated(name, only, failure, random, size, operations: failure.Step + 1, sequences: 1, budget)
                : new CheckResult(Verdict.Holds, only.Operations.Count, 1, $"the one sequence of {size} operations that was asked for");
        }

        if (control is not null && !ControlIsCaught(generator, control, options))
            return new CheckResult(Verdict.Inconclusive, 0, 0, "none: the bug put there on purpose was not found", $"{name}: the control, a system with a bug in it, passed.");

        int sequences = (int)Math.Min(budget.Scale(options.Sequences), int.MaxValue);
        long operations = 0;
        int done = 0;
        while (done < sequences && (done == 0 || clock.Elapsed < budget.MaxTime))
        {
            var random = RandomOf(budget.Seed ?? DefaultSeed, done);
            int size = SizeOf(done, sequences, options);
            var sequence = new Sequence<TOperation>(Generate(generator, random, size), start, options);
            done++;
            if (sequence.Run() is { } failure)
                return Violated(name, sequence, failure, random, size, operations + failure.Step + 1, done, budget);
            operations += sequence.Applied;
            budget.Progress?.Invoke(new CheckProgress(operations, done));
        }
        string cut = done < sequences ? $", as many as {budget.MaxTime.TotalSeconds:0.#} seconds allowed," : "";
        return new CheckResult(Verdict.Holds, operations, done, $"{done:N0} generated sequences{cut} of up to {options.MaxLength} operations") { IsOutOfTime = done < sequences };
    }

    // Short sequences first: what they find needs less shrinking. The rest of a long campaign is at full length.
    private static int SizeOf(int index, int sequences, PropertyOptions options)
    {
        int ramp = Math.Min(sequences, options.Sequences);
        return index >= ramp ? options.MaxLength : Math.Max(1, options.MaxLength * (index + 1) / ramp);
    }

    private static bool ControlIsCaught<TOperation>(Gen<TOperation> generator, Func<PropertyRun<TOperation>> control, PropertyOptions options)
        where TOperation : notnull
    {
        for (int i = 0; i < options.Sequences; i++)
        {
            var random = RandomOf(DefaultSeed, i);
            if (new Sequence<TOperation>(Generate(generator, random, SizeOf(i, options.Sequences, options)), control, options).Run() is not null)
                return true;
        }
        return false;
    }

    private static CheckResult Violated<TOperation>(
        string name, Sequence<TOperation> sequence, StepFailure failure, Rnd random, int size, long operations, int sequences, CheckBudget budget)
        where TOperation : notnull
    {
        string replay = string.Create(CultureInfo.InvariantCulture, $"./asterism check \"{name}\" --replay {random.Seed},{random.Gamma},{size}");
        string report = failure.Rule;
        if (budget.Explain)
        {
            (Sequence<TOperation> shortest, StepFailure why) = Shrinking.Shorten(sequence, failure);
            report = Counterexample.Describe(name, size, shortest.Operations.Select(o => o.ToString() ?? "?").ToList(), why);
        }
        return new CheckResult(Verdict.Violated, operations, sequences, $"a counterexample after {operations:N0} operations", report, replay);
    }

    // Every sequence has a generator of its own, so that it can be repeated without those before it.
    private static Rnd RandomOf(ulong seed, int sequence) => new(seed * 0x9E37_79B9_7F4A_7C15 + (ulong)sequence * 0xD134_2543_DE82_EF95);

    private static IReadOnlyList<TOperation> Generate<TOperation>(Gen<TOperation> generator, Rnd random, int size) =>
        generator.ListOf(size).Sample(1, random, size).Single();

    private static (Rnd Random, int Size) ParseReplay(string replay)
    {
        string[] parts = replay.Split(',');
        if (parts.Length == 3 && ulong.TryParse(parts[0], out ulong seed) && ulong.TryParse(parts[1], out ulong gamma) && int.TryParse(parts[2], out int size) && size > 0)
            return (new Rnd(seed, gamma), size);
        throw new FormatException($"\"{replay}\" does not name a sequence. A property is repeated with three numbers, as its report ends: --replay SEED,GAMMA,SIZE");
    }
}
