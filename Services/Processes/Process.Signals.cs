using Ostd.Sync;
using Services.Signals;

namespace Services.Processes;

public sealed partial class Process
{
    // Innermost: may be taken in any context, also by timers' callbacks. Protects what follows and the threads' pending signals.
    internal SpinLock SignalLock { get; } = new(irq: true);

    /// <summary>Signals for the process as a whole: any thread takes them.</summary>
    internal SignalQueue SharedPending { get; } = new();

    public bool IsStopped { get; internal set; }

    /// <summary>It has ended, and its parent has not waited for it yet.</summary>
    public bool IsZombie { get; internal set; }

    /// <summary>Sends a signal to the process. Task context. Permission was checked by the caller.</summary>
    public void SendSignal(SigInfo info) => throw new System.NotImplementedException();

    /// <summary>Sends a signal on behalf of the kernel (a broken pipe, a terminal key). Task context.</summary>
    public void SendSignal(Signal signal) => SendSignal(SigInfo.FromKernel(signal));
}
