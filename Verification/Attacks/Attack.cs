using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using Invariants;
using Ostd;
using Ostd.Model;
using Ostd.Seam;
using Verification.Checking;

namespace Verification.Attacks;

/// <summary>One hostile move: code of a client, run as the first task of a fresh kernel. It states itself what must become of it.</summary>
/// <param name="Name">What it tries, in a few words.</param>
/// <param name="Body">Throws when the framework answered wrongly.</param>
/// <param name="Cpus">CPUs of the machine.</param>
/// <param name="Panic">The rule that the machine must stop with; null: it must go on.</param>
/// <param name="Inject">Injects hostile policies.</param>
/// <param name="MemoryMiB">RAM of the machine.</param>
internal sealed record Move(string Name, Action Body, int Cpus = 1, string? Panic = null, Action<Kernel>? Inject = null, int MemoryMiB = 4);

/// <summary>
/// Turns a list of moves into a <see cref="Checker"/>. Every invariant is evaluated between any two steps of the machine. Moves of several CPUs are repeated in
/// different random schedules.
/// </summary>
internal static class Attack
{
    private const int SchedulesPerMove = 8;
    private const ulong MaxSteps = 400_000;

    /// <param name="everyStep">The invariants that are evaluated at every step; the others only at the end of a move. Null: all at every step.</param>
    public static Checker Checker(string name, IReadOnlyList<int> invariants, string topic, IReadOnlyList<Move> moves, IReadOnlyList<int>? everyStep = null)
    {
        Invariant[] watched = [.. Registry.All.Where(i => everyStep is null || everyStep.Contains(i.Number))];
        return new(name, invariants, CheckerKind.Attack, topic, budget => Run(name, moves, watched, budget));
    }

    /// <summary>States that a call is refused with the error.</summary>
    public static void Refused(OstdError error, Action call)
    {
        try
        {
            call();
        }
        catch (OstdException e) when (e.Error == error)
        {
            return;
        }
        catch (OstdException e)
        {
            throw new AttackSucceededException($"expected the error {error}, but it was {e.Error}: {e.Message}");
        }
        throw new AttackSucceededException($"expected the error {error}, but the call was accepted");
    }

    public static void Require([DoesNotReturnIf(false)] bool claim, string rule)
    {
        if (!claim)
            throw new AttackSucceededException(rule);
    }

    private static CheckResult Run(string name, IReadOnlyList<Move> moves, Invariant[] watched, CheckBudget budget)
    {
        var clock = Stopwatch.StartNew();
        long executions = 0, rounds = 0;
        int concurrent = moves.Count(m => m.Cpus > 1);
        long wanted = concurrent == 0 ? 1 : budget.Scale(SchedulesPerMove); // one CPU has one schedule
        bool isOutOfTime = false;
        for (; rounds < wanted && !isOutOfTime; rounds++)
        {
            ulong seed = (budget.Seed ?? 1) + (ulong)rounds;
            foreach (Move move in moves.Where(m => rounds == 0 || m.Cpus > 1))
            {
                isOutOfTime = rounds > 0 && clock.Elapsed >= budget.MaxTime;
                if (isOutOfTime)
                    break;
                executions++;
                if (Try(move, seed, watched) is { } failure)
                    return new CheckResult(Verdict.Violated, executions, executions, "an attack that succeeded", $"{name}\nmove: {move.Name} (schedule {seed})\n{failure}", $"./asterism check \"{name}\" --seed {seed}");
                budget.Progress?.Invoke(new CheckProgress(executions, executions));
            }
        }
        string schedules = concurrent == 0 ? "" : $"; the {concurrent} of several CPUs in {Schedules(isOutOfTime ? rounds - 1 : rounds)} each";
        string cut = isOutOfTime ? $", as many as {budget.MaxTime.TotalSeconds:0.#} seconds allowed" : "";
        return new CheckResult(Verdict.Holds, executions, executions, $"{moves.Count} hostile moves{schedules}{cut}") { IsOutOfTime = isOutOfTime };
    }

    private static string Schedules(long count) => count == 1 ? "1 schedule" : $"{count:N0} schedules";

    /// <summary>Null when the move came to what it should.</summary>
    private static string? Try(Move move, ulong seed, Invariant[] watched)
    {
        var options = new ModelOptions
        {
            MemoryMiB = move.MemoryMiB,
            Cpus = move.Cpus,
            Seed = seed,
            MaxSteps = MaxSteps,
            Inject = move.Inject,
            Attach = machine => machine.Attach(new EveryStep(machine, watched)),
        };
        try
        {
            ModelKernel.Run(Body, options);
            return move.Panic is null ? null : $"the machine must stop with \"{move.Panic}\", but it went on";
        }
        catch (ModelPanicException e) when (move.Panic is { } rule && e.Message.Contains(rule, StringComparison.Ordinal))
        {
            return null;
        }
        catch (Exception e)
        {
            return e.ToString();
        }

        void Body()
        {
            move.Body();
            Registry.CheckAll(Kernel.Current, (ModelMachine)Kernel.Current.Machine);
        }
    }

    /// <summary>Evaluates invariants after each step.</summary>
    private sealed class EveryStep(ModelMachine machine, Invariant[] invariants) : IMachineObserver
    {
        public void AfterStep()
        {
            if (Root.KernelIfBound is not { } kernel)
                return;
            foreach (Invariant invariant in invariants)
                invariant.Check(kernel, machine);
        }
    }
}

/// <summary>The framework did not answer a hostile move as it must.</summary>
internal sealed class AttackSucceededException(string what) : Exception(what);
