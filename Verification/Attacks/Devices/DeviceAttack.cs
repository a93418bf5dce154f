using System;
using System.Collections.Generic;
using Invariants;
using Ostd;
using Ostd.Model;
using Verification.Checking;

namespace Verification.Attacks.Devices;

/// <summary>What a hostile device, or a driver that helps it, tries, and on which machine.</summary>
internal sealed record DeviceAttack(string Name, Action<AttackRun> Try, ModelOptions? Machine = null)
{
    /// <summary>A checker that makes all moves, each on a fresh machine. Every invariant is evaluated after each.</summary>
    public static Checker Checker(string name, IReadOnlyList<int> invariants, string topic, ModelOptions machine, IReadOnlyList<DeviceAttack> attacks) =>
        new(name, invariants, CheckerKind.Attack, topic, budget => MakeAll(name, machine, attacks, budget));

    private static CheckResult MakeAll(string name, ModelOptions machine, IReadOnlyList<DeviceAttack> attacks, CheckBudget budget)
    {
        long moves = 0;
        int done = 0;
        foreach (DeviceAttack attack in attacks)
        {
            var run = new AttackRun();
            try
            {
                ModelKernel.Run(
                    () =>
                    {
                        attack.Try(run);
                        Registry.CheckAll(Kernel.Current, run.Machine);
                    },
                    attack.Machine ?? machine);
            }
            catch (Exception e)
            {
                string why = e is AttackSucceededException or InvariantViolatedException ? e.Message : $"{e.GetType().Name}: {e.Message}";
                string report = $"violated: {why}\nattack: {attack.Name}\n{(budget.Explain ? e.ToString() : "")}";
                return new CheckResult(Verdict.Violated, moves + run.Moves, done + 1, "none: an attack got somewhere", report, $"./asterism check \"{name}\"");
            }
            moves += run.Moves;
            done++;
            budget.Progress?.Invoke(new CheckProgress(moves, done));
        }
        return new CheckResult(Verdict.Holds, moves, done, $"{done} attacks of {moves:N0} moves, each refused");
    }
}

/// <summary>An attack under way, inside the first task of its machine.</summary>
internal sealed class AttackRun
{
    public ModelMachine Machine => (ModelMachine)Kernel.Current.Machine;

    /// <summary>How often something was tried.</summary>
    public long Moves { get; private set; }

    /// <summary>A move that must not succeed.</summary>
    public void MustFail(bool succeeded, string what)
    {
        Moves++;
        if (succeeded)
            throw new AttackSucceededException(what);
    }

    /// <summary>Something that must be as it was, or must work all the same.</summary>
    public void Require(bool claim, string what)
    {
        if (!claim)
            throw new AttackSucceededException(what);
    }

    /// <summary>A call that must be refused with an error.</summary>
    public void MustRefuse(OstdError error, Action call, string what)
    {
        Moves++;
        try
        {
            call();
        }
        catch (OstdException e) when (e.Error == error)
        {
            return;
        }
        throw new AttackSucceededException($"{what}: not refused as {error}");
    }
}
