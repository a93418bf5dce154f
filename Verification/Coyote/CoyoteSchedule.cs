using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Coyote.Runtime;
using Verification.Exploration;
using Operation = Microsoft.Coyote.Runtime.Operation;

namespace Verification.Coyote;

/// <summary>One execution in which Coyote chooses. The scenario asks on its threads; the stand-ins answer on Coyote's.</summary>
internal sealed class CoyoteSchedule : ISchedule
{
    private readonly SemaphoreSlim _asked = new(0), _answered = new(0);

    // Whose steps can be taken now, while a question is open.
    private readonly HashSet<int> _enabled = [];
    private int _strands;
    private int _answer = ISchedule.Abandon;
    private volatile bool _over;

    public int Choose(IReadOnlyList<PendingStep> pending, Trace trace)
    {
        _strands = trace.StrandCount;
        _enabled.Clear();
        foreach (var step in pending)
        {
            if (step.Enabled)
                _enabled.Add(step.Strand);
        }
        _asked.Release();
        _answered.Wait();
        return _answer;
    }

    /// <summary>Runs the scenario beside Coyote; called on the thread of Coyote's main operation.</summary>
    public string? Drive(Func<ISchedule, string?> run)
    {
        string? failure = null;
        var scenario = new Thread(() =>
        {
            try
            {
                failure = run(this);
            }
            catch (Exception e)
            {
                failure = e.Message;
            }
            _over = true;
            _asked.Release();
        }) { IsBackground = true, Name = "scenario" };

        // The scenario's threads are none of Coyote's business.
        using (ExecutionContext.SuppressFlow())
            scenario.Start();
        _asked.Wait();
        try
        {
            var standIns = new List<ulong>();
            for (int strand = 0; strand < _strands && !_over; strand++)
                standIns.Add(StartStandIn(strand));
            Operation.ScheduleNext();
            foreach (ulong operation in standIns)
                Operation.PauseUntilCompleted(operation);
        }
        finally
        {
            // Coyote may end an iteration by an exception; the scenario must come to its end all the same.
            while (!_over)
            {
                _answer = ISchedule.Abandon;
                _answered.Release();
                _asked.Wait();
            }
            scenario.Join();
        }
        return failure;
    }

    private ulong StartStandIn(int strand)
    {
        ulong operation = Operation.CreateNext() ?? throw new InvalidOperationException("Coyote's engine is not attached to this thread.");
        var thread = new Thread(() =>
        {
            Operation.OnStarted(operation);
            while (true)
            {
                Operation.PauseUntil(() => _over || _enabled.Contains(strand));
                if (_over)
                    break;
                _answer = strand;
                _answered.Release();
                _asked.Wait(); // the scenario runs until its next question, or its end
                SchedulingPoint.Interleave();
            }
            Operation.OnCompleted();
            Operation.ScheduleNext();
        }) { IsBackground = true, Name = $"Coyote, strand {strand}" };
        Operation.Start(operation);
        thread.Start();
        return operation;
    }
}
