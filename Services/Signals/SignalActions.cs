using Ostd.Sync;

namespace Services.Signals;

/// <summary>The actions of every signal. Shared by the threads of a process, and by processes cloned with CLONE_SIGHAND.</summary>
/// <remarks>An action is one reference to an immutable object: reads and writes need no lock to be whole.</remarks>
public sealed class SignalActions
{
    public const int SignalCount = 64;

    /// <summary>By signal number - 1; null is the default action.</summary>
    private readonly AtomicRef<SigAction?>[] _actions = AtomicRef<SigAction?>.Array(SignalCount);

    public SigAction this[Signal signal]
    {
        get => _actions[(int)signal - 1].Load(MemoryOrder.Acquire) ?? SigAction.Default;
        set => _actions[(int)signal - 1].Store(value, MemoryOrder.Release);
    }

    public SignalActions Clone()
    {
        var copy = new SignalActions();
        for (int i = 0; i < SignalCount; i++)
            copy._actions[i].Store(_actions[i].Load(MemoryOrder.Acquire), MemoryOrder.Relaxed);
        return copy;
    }

    /// <summary>For execve: handlers are gone with the old program; ignored signals stay ignored.</summary>
    public SignalActions ForNewProgram()
    {
        var result = new SignalActions();
        for (int i = 0; i < SignalCount; i++)
        {
            if (_actions[i].Load(MemoryOrder.Acquire) is { IsIgnore: true } ignored)
                result._actions[i].Store(ignored with { Flags = 0, Mask = SignalSet.Empty }, MemoryOrder.Relaxed);
        }

        return result;
    }

    /// <summary>What <paramref name="signal"/> does when its action is the default one.</summary>
    public static DefaultAction DefaultOf(Signal signal) => signal switch
    {
        Signal.SIGCHLD or Signal.SIGURG or Signal.SIGWINCH => DefaultAction.Ignore,
        Signal.SIGCONT => DefaultAction.Continue,
        Signal.SIGSTOP or Signal.SIGTSTP or Signal.SIGTTIN or Signal.SIGTTOU => DefaultAction.Stop,
        Signal.SIGQUIT or Signal.SIGILL or Signal.SIGTRAP or Signal.SIGABRT or Signal.SIGBUS or Signal.SIGFPE or Signal.SIGSEGV or Signal.SIGXCPU or
            Signal.SIGXFSZ or Signal.SIGSYS => DefaultAction.Core,
        _ => DefaultAction.Terminate,
    };

    /// <summary>Whether delivering the signal has no effect as things are. (Sending SIGCONT still has one.)</summary>
    public bool Ignores(Signal signal)
    {
        SigAction action = this[signal];
        return action.IsIgnore || action.IsDefault && DefaultOf(signal) is (DefaultAction.Ignore or DefaultAction.Continue);
    }
}

/// <summary>What happens by default when a signal is delivered.</summary>
public enum DefaultAction
{
    Terminate, Core, Ignore, Stop, Continue,
}
