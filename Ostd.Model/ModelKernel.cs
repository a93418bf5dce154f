using System;
using System.Runtime.ExceptionServices;
using Ostd.Boot;
using Ostd.Panics;

namespace Ostd.Model;

/// <summary>How a run ended.</summary>
public sealed record ModelOutcome(int ExitCode, string Console);

/// <summary>The kernel under test panicked: the message is what it wrote on the console.</summary>
public sealed class ModelPanicException(string console) : Exception(console);

/// <summary>Runs code inside a fresh kernel on a fresh model machine.</summary>
public static class ModelKernel
{
    /// <summary>
    /// Boots the framework and runs <paramref name="body"/> as its first task; <c>Kernel.Current</c> is that kernel meanwhile. When it returns the machine is switched off,
    /// whatever other tasks do. Exceptions come out; so does a panic, as <see cref="ModelPanicException"/>.
    /// </summary>
    public static ModelOutcome Run(Action body, ModelOptions? options = null)
    {
        ModelOutcome outcome = RunToEnd(body, options);
        if (outcome.ExitCode == Panic.ExitCode)
            throw new ModelPanicException(outcome.Console);
        return outcome;
    }

    /// <summary>Like <see cref="Run"/>, but a panic is an outcome.</summary>
    public static ModelOutcome RunToEnd(Action body, ModelOptions? options = null)
    {
        options ??= new ModelOptions();
        var machine = new ModelMachine(options);
        ExceptionDispatchInfo? failure = null;
        machine.Run(() =>
        {
            Kernel kernel = Kernel.Boot(machine);
            options.Inject?.Invoke(kernel);
            if (!kernel.HasScheduler)
                kernel.InjectScheduler(new FifoScheduler(options.Cpus));
            kernel.Start(() =>
            {
                try
                {
                    body();
                }
                catch (Exception e) when (e is not MachineStopped)
                {
                    failure = ExceptionDispatchInfo.Capture(e);
                }
                Power.PowerOff(0);
            });
        });
        failure?.Throw();
        return new ModelOutcome(machine.ExitCode ?? 0, machine.Output);
    }
}
