using System;
using System.Collections.Generic;
using Invariants;
using Ostd;
using Ostd.Model;

namespace Verification.Properties;

/// <summary>How a sequence failed.</summary>
/// <param name="Step">Index of the operation under way; -1: before the first; the number of operations: after the last.</param>
/// <param name="Rule">What was violated, one line.</param>
/// <param name="Details">The exception, or what the panic printed.</param>
internal sealed record StepFailure(int Step, string Rule, string Details);

/// <summary>A list of operations to be run from a fresh machine.</summary>
internal sealed class Sequence<TOperation>(IReadOnlyList<TOperation> operations, Func<PropertyRun<TOperation>> start, PropertyOptions options)
    where TOperation : notnull
{
    public IReadOnlyList<TOperation> Operations => operations;

    /// <summary>Operations that the last run came to: it ends early where the machine may stop, and does.</summary>
    public int Applied { get; private set; }

    /// <summary>The same property with other operations.</summary>
    public Sequence<TOperation> With(IReadOnlyList<TOperation> others) => new(others, start, options);

    /// <summary>Runs it once. Null when everything held.</summary>
    public StepFailure? Run()
    {
        int step = -1;
        PropertyRun<TOperation>? run = null;
        try
        {
            if (options.Machine is { } machine)
                ModelKernel.Run(RunAll, machine);
            else
                RunAll();
            return null;
        }
        catch (ModelPanicException e) when (run?.ExpectedPanic is { } rule && e.Message.Contains(rule, StringComparison.Ordinal))
        {
            return null;
        }
        catch (ModelPanicException e)
        {
            return new StepFailure(step, "the kernel panicked: " + PanicLine(e.Message), e.Message.Trim());
        }
        catch (Exception e)
        {
            return new StepFailure(step, e is PropertyViolatedException or InvariantViolatedException ? e.Message : $"{e.GetType().Name}: {e.Message}", e.ToString());
        }

        void RunAll()
        {
            run = start();
            CheckInvariants();
            for (step = 0; step < operations.Count; step++)
            {
                Applied = step + 1;
                run.Apply(operations[step]);
                CheckInvariants();
            }
            run.End();
            CheckInvariants();
        }
    }

    private void CheckInvariants()
    {
        if (options.Machine is not null)
            Registry.CheckAll(Kernel.Current, (ModelMachine)Kernel.Current.Machine);
    }

    private static string PanicLine(string console)
    {
        int at = console.IndexOf("Kernel panic", StringComparison.Ordinal);
        return at < 0 ? "(no message)" : console[at..].Split('\n')[0].Trim();
    }
}
