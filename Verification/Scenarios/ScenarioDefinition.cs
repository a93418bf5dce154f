using System;
using System.Collections.Generic;
using Verification.Checking;

namespace Verification.Scenarios;

/// <summary>A scenario with its positive control.</summary>
/// <param name="Name">A sentence: what holds.</param>
/// <param name="Invariants">Numbers of the invariants it is about. (All ten are evaluated after every step of a booted machine.)</param>
/// <param name="Topic">One word in lower case; see <see cref="Checker"/>.</param>
/// <param name="Machine">What it runs on.</param>
/// <param name="Build">Builds it.</param>
/// <param name="FaultyTwin">The same with a bug in it that the explorer must find, else the verdict is Inconclusive. Null: <paramref name="KilledMutant"/> is the control.</param>
/// <param name="KilledMutant">Name of a mutant (<see cref="Mutants.Mutants"/>) that it kills.</param>
public sealed record ScenarioDefinition(
    string Name, IReadOnlyList<int> Invariants, string Topic, ScenarioMachine Machine, Action<KernelScenario> Build,
    Action<KernelScenario>? FaultyTwin = null, string? KilledMutant = null)
{
    public Checker ToChecker() => new(Name, Invariants, CheckerKind.Scenario, Topic, budget => new ScenarioCheck(this, budget).Run()) { Control = KilledMutant };
}
