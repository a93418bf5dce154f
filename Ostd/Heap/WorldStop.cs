using System;
using Ostd.Seam;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.Traps;

namespace Ostd.Heap;

/// <summary>
/// Stops every other CPU, each on its own stack with its registers saved there, for as long as a collection takes.
/// </summary>
/// <remarks>
/// A CPU stops when it takes the interrupt, or when it looks for calls while it waits for a lock with interrupts disabled; so the one that
/// collects never waits for somebody who waits for it.
/// Checked by: WorldStopScenarios.
/// </remarks>
internal sealed class WorldStop
{
    private readonly Kernel _kernel;
    private readonly StopCall _call;
    private ulong _others;

    public WorldStop(Kernel kernel)
    {
        _kernel = kernel;
        _call = new StopCall(kernel);
    }

    /// <summary>Returns when all other CPUs that are up stand still. Interrupts are disabled.</summary>
    public void Stop()
    {
        _others = _kernel.OnlineCpus & ~(1UL << _kernel.Machine.CurrentCpu);
        if (_others == 0)
            return;
        _call.Prepare();
        _kernel.Interprocessor.Start(_others, _call);
        int count = System.Numerics.BitOperations.PopCount(_others);
        while (_call.Stopped.Load(MemoryOrder.Acquire) != count)
            _kernel.AnswerWhileWaiting();
    }

    public void Resume()
    {
        if (_others == 0)
            return;
        _call.Released.Store(true, MemoryOrder.Release);
        _kernel.Interprocessor.Finish(_call);
    }

    /// <summary>Below this nothing of a stopped CPU's stack is live.</summary>
    public ulong StackPointerOf(int cpu) => _call.StackPointers[cpu];

    private sealed class StopCall : CrossCall
    {
        private readonly Kernel _kernel;
        private readonly Action<ulong> _stand;

        public readonly ulong[] StackPointers;
        public AtomicInt32 Stopped = new();
        public AtomicBool Released = new();

        public StopCall(Kernel kernel)
        {
            _kernel = kernel;
            _stand = Stand;
            StackPointers = new ulong[kernel.CpuCount];
        }

        public void Prepare()
        {
            Stopped.Store(0, MemoryOrder.Relaxed);
            Released.Store(false, MemoryOrder.Relaxed);
        }

        internal override void Run() => _kernel.Machine.WithSpilledRegisters(_stand);

        private void Stand(ulong stackPointer)
        {
            StackPointers[_kernel.Machine.CurrentCpu] = stackPointer;
            Stopped.FetchAdd(1);
            while (!Released.Load(MemoryOrder.Acquire))
                _kernel.Machine.Pause();
        }
    }
}
