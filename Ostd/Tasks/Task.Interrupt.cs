using Ostd.Sync;

namespace Ostd.Tasks;

public sealed partial class Task
{
    /// <summary>
    /// Makes the task look around: a wait that can be cancelled asks its <c>cancelled</c> condition again, and user code that runs on another CPU is left, so that
    /// <c>UserMode.Execute</c> asks for kernel events. Make true what they ask for before calling it. Any context.
    /// </summary>
    public void Interrupt()
    {
        AtomicFence.Full(); // what was made true before is seen by a task that is not yet seen waiting here
        InterruptibleWaiter.Load(MemoryOrder.Acquire)?.Waker.WakeUp();
        int running = RunningOn.Load(MemoryOrder.Acquire);
        if (running == 0 || this == Current)
            return;
        // It may have left that CPU by now; then the interrupt finds nothing to do.
        Kernel.Interprocessor.SendReschedule(running - 1);
    }
}
