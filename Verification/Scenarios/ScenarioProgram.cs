using System;
using System.Collections.Generic;
using Invariants;
using Ostd;
using Ostd.Model;
using Ostd.Panics;
using Ostd.Seam;
using Verification.Exploration;
using Verification.Exploration.Machines;

namespace Verification.Scenarios;

/// <summary>Runs a scenario once: makes its machine, builds it, lets the schedule decide, asks the claims.</summary>
internal sealed class ScenarioProgram(ScenarioMachine machine, Action<KernelScenario> build) : IProgram
{
    public ProgramRun Run(MemoryModel model, ISchedule schedule, int stepBound, bool log)
    {
        MachineLog? words = log ? new MachineLog() : null;
        var run = new MachineRun(model, schedule, stepBound, machine, words);
        KernelScenario? scenario = null;
        var model86 = new ModelMachine(new ModelOptions
        {
            Cpus = machine.Cpus,
            MemoryMiB = machine.MemoryMiB,
            Devices = machine.Devices,
            TlbEvictions = machine.TlbEvictions,
            Shortages = machine.Shortages,
            TimerSteps = machine.TimerSteps,
            AttemptsFail = machine.AttemptsFail,
            Schedule = run,
            Patience = machine.Patience,
            IsBare = machine.IsBare,
            Iommu = machine.Iommu,
            BareHandler = machine.Handler,
            WordMade = words is null ? null : words.NoteWord,
            WhereAmI = words is null ? null : Places.OfTaker,
        });
        Exception? failure = null;
        try
        {
            if (machine.IsBare)
                RunBare(model86, s => scenario = s);
            else
                RunBooted(model86, s => scenario = s);
            failure = run.Failure ?? model86.Failure ?? PanicOf(model86);
        }
        catch (Exception e)
        {
            failure = run.Failure ?? e;
        }
        if (failure is null && run.End is null)
            failure = new InvalidOperationException("The machine stopped before the exploration began." + (model86.Output == "" ? "" : $" It wrote: {model86.Output}"));
        if (failure is null && run.End == ExecutionEnd.Complete)
            failure = Claim(model86, scenario!);
        Root.Bind(null, null);
        ExecutionEnd end = failure is not null && run.End is null or ExecutionEnd.Complete ? failure is null ? ExecutionEnd.Complete : ExecutionEnd.Failed : run.End!.Value;
        if (failure is not null && words?.Waits is { } waits)
            words.Lines.Add(new LogLine(0, waits, ""));
        return new ProgramRun(model, run.Trace, end, failure, scenario?.Outcome ?? "", NamesOf(scenario), words?.Lines, run.TurnsFrom);
    }

    private void RunBare(ModelMachine bare, Action<KernelScenario> made)
    {
        Kernel kernel = bare.PrepareBare();
        var scenario = new KernelScenario(kernel, bare, machine.Cpus);
        made(scenario);
        if (machine.HasTasks)
            OneTaskPerCpu.Boot(kernel);
        build(scenario);
        if (machine.HasTasks)
            OneTaskPerCpu.Start(scenario);
        var bodies = new Action?[machine.Cpus];
        foreach (ScenarioBody body in scenario.Bodies)
            bodies[body.Cpu] = body.Act;
        bare.RunBare(bodies);
    }

    private void RunBooted(ModelMachine booted, Action<KernelScenario> made)
    {
        KernelScenario? scenario = null;
        booted.Run(() =>
        {
            Kernel kernel = Kernel.Boot(booted);
            machine.Inject?.Invoke(kernel);
            if (!kernel.HasScheduler)
                kernel.InjectScheduler(new PinnedScheduler(machine.Cpus));
            kernel.Start(() =>
            {
                scenario = new KernelScenario(kernel, booted, machine.Cpus);
                made(scenario);
                scenario.Guarded(() => build(scenario))();
                booted.Attach(new InvariantWatch(kernel, booted));
                StartBodies(scenario, booted);
            });
        });
        booted.EndExploration();
        Root.Bind(booted, scenario?.Kernel);
    }

    // The first task becomes the body of CPU 0.
    private void StartBodies(KernelScenario scenario, ModelMachine booted)
    {
        Action first = static () => { };
        foreach (ScenarioBody body in scenario.Bodies)
        {
            if (body.Cpu == 0)
                first = scenario.Guarded(body.Act);
            else
                scenario.Spawn(body.Cpu, () => Play(booted, scenario.Guarded(body.Act)), body.Name);
        }
        Play(booted, first);
    }

    private void Play(ModelMachine booted, Action body)
    {
        booted.AwaitExploration();
        body();
        if (!machine.EndsTasks)
            booted.Park();
        booted.EndBody();
    }

    private static Exception? Claim(ModelMachine machine, KernelScenario scenario)
    {
        Root.Bind(machine, scenario.Kernel);
        try
        {
            scenario.AtEndAction?.Invoke();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    // The rule alone: which CPU found it, and its stack, differ between executions that fail in the same way.
    private static ModelPanicException? PanicOf(ModelMachine machine)
    {
        if (machine.ExitCode != Panic.ExitCode)
            return null;
        const string Begin = "Kernel panic on CPU ";
        string output = machine.Output;
        int at = output.IndexOf(Begin, StringComparison.Ordinal);
        if (at < 0)
            return new ModelPanicException("panic" + (output == "" ? " (on a bare machine, which has no console)" : ": " + output));
        int rule = output.IndexOf(": ", at, StringComparison.Ordinal) + 2, end = output.IndexOf('\r', rule);
        return new ModelPanicException("panic: " + (end < 0 ? output[rule..] : output[rule..end]));
    }

    private List<string> NamesOf(KernelScenario? scenario)
    {
        var names = new List<string>();
        for (int cpu = 0; cpu < machine.Cpus; cpu++)
            names.Add(scenario is null ? $"cpu {cpu}" : scenario.Bodies is var bodies && Find(bodies, cpu) is { } name ? name : $"cpu {cpu} (idle)");
        for (int device = 0; device < machine.Devices; device++)
            names.Add(scenario is not null && device < scenario.Devices.Count ? scenario.Devices[device] : $"device {device}");
        return names;
    }

    private static string? Find(IReadOnlyList<ScenarioBody> bodies, int cpu)
    {
        foreach (ScenarioBody body in bodies)
            if (body.Cpu == cpu)
                return body.Name;
        return null;
    }

    /// <summary>Evaluates the ten invariants after every explored step.</summary>
    private sealed class InvariantWatch(Kernel kernel, ModelMachine machine) : IMachineObserver
    {
        public void AfterStep()
        {
            if (machine.IsExploring)
                Registry.CheckAll(kernel, machine);
        }
    }
}
