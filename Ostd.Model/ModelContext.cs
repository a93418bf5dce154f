using System.Threading;
using Ostd.Seam;

namespace Ostd.Model;

/// <summary>A kernel context of the model: a host thread that waits for its turn. Exactly one thread of a machine runs at any time.</summary>
internal sealed class ModelContext : KernelContext
{
    private readonly SemaphoreSlim _turn = new(0);

    /// <summary>What its thread executes, when that begins with the first turn.</summary>
    internal System.Action? Entry;

    /// <summary>It has a thread (that runs, waits, or is about to begin).</summary>
    internal bool IsStarted;

    /// <summary>End of the kernel stack that it stands for; 0 for a boot flow.</summary>
    internal ulong StackTop;

    /// <summary>It stands for a device, whose turn ends with its function.</summary>
    internal bool IsDevice;

    internal void GiveTurn() => _turn.Release();

    internal void AwaitTurn() => _turn.Wait();
}
