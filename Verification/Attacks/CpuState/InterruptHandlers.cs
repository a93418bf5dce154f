using System;
using System.Runtime.ExceptionServices;
using Ostd.Tasks;
using Ostd.Timers;

namespace Verification.Attacks.CpuState;

/// <summary>Runs code of a client where it has no business: on top of an interrupted task.</summary>
internal static class InterruptHandlers
{
    /// <summary>Runs <paramref name="move"/> in the handler of a timer interrupt, and hands on what it throws.</summary>
    public static void Run(Action move)
    {
        ExceptionDispatchInfo? failure = null;
        bool done = false;
        var timer = new Timer(() =>
        {
            try
            {
                move();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
            done = true;
        });
        timer.Arm(0);
        while (!done)
            Task.Yield();
        failure?.Throw();
    }
}
