using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using Microsoft.Coyote.Logging;
using Microsoft.Coyote.Runtime;
using Microsoft.Coyote.SystematicTesting;

namespace Verification.Coyote;

/// <summary>The yardstick's program written for Coyote directly, with nothing of ours between: some threads, each with a row of scheduling points.</summary>
public static class CoyoteYardstick
{
    /// <summary>Schedules per second.</summary>
    public static double Measure(string strategy, int threads, int operations, int executions, uint seed)
    {
        using var engine = TestingEngine.Create(CoyoteEngine.Strategy(strategy, executions, seed), () =>
        {
            int word = 0;
            var started = new ulong[threads];
            for (int t = 0; t < threads; t++)
            {
                ulong operation = started[t] = Operation.CreateNext()!.Value;
                Operation.Start(operation);
                new Thread(() =>
                {
                    Operation.OnStarted(operation);
                    for (int i = 0; i < operations; i++)
                    {
                        SchedulingPoint.Interleave();
                        word++;
                    }
                    Operation.OnCompleted();
                    Operation.ScheduleNext();
                }) { IsBackground = true }.Start();
            }
            Operation.ScheduleNext();
            foreach (ulong operation in started)
                Operation.PauseUntilCompleted(operation);
            if (word != threads * operations)
                throw new InvalidOperationException("Coyote ended an execution before its threads did.");
        });
        var clock = Stopwatch.StartNew();
        engine.SetLogger(new TextWriterLogger(TextWriter.Null, VerbosityLevel.None));
        engine.Run();
        return executions / clock.Elapsed.TotalSeconds;
    }
}
