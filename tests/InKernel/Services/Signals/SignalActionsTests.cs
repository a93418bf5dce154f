using InKernel;
using Services.Signals;

namespace InKernel.Services.Signals;

/// <summary>Actions: defaults, and what a new program inherits.</summary>
public static class SignalActionsTests
{
    [KernelTest]
    public static void A_new_program_keeps_what_was_ignored_and_loses_handlers()
    {
        var actions = new SignalActions();
        actions[Signal.SIGINT] = new SigAction(SigAction.SIG_IGN, SigAction.SA_RESTART, 0, SignalSet.Of(Signal.SIGUSR1));
        actions[Signal.SIGTERM] = new SigAction(0x401000, SigAction.SA_RESTORER, 0x402000, SignalSet.Empty);
        SignalActions fresh = actions.ForNewProgram();
        Check.True(fresh[Signal.SIGINT].IsIgnore);
        Check.True(fresh[Signal.SIGINT].Mask.IsEmpty);
        Check.True(fresh[Signal.SIGTERM].IsDefault);
        Check.True(actions[Signal.SIGTERM].IsHandler, "the old program's actions are untouched");
    }

    [KernelTest]
    public static void Ignored_by_default_are_the_end_of_a_child_urgent_data_window_changes_and_continue()
    {
        var actions = new SignalActions();
        int ignored = 0;
        for (int number = 1; number <= SignalActions.SignalCount; number++)
        {
            if (actions.Ignores((Signal)number))
                ignored++;
        }

        Check.Equal(4, ignored);
        Check.True(actions.Ignores(Signal.SIGCHLD) && actions.Ignores(Signal.SIGURG) && actions.Ignores(Signal.SIGWINCH) && actions.Ignores(Signal.SIGCONT));
    }

    [KernelTest]
    public static void A_copy_does_not_follow_the_original()
    {
        var actions = new SignalActions();
        SignalActions copy = actions.Clone();
        actions[Signal.SIGHUP] = new SigAction(SigAction.SIG_IGN, 0, 0, SignalSet.Empty);
        Check.True(copy[Signal.SIGHUP].IsDefault);
    }
}
