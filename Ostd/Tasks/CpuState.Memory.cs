using Ostd.UserSpace;

namespace Ostd.Tasks;

/// <summary>What the memory system keeps for a CPU.</summary>
internal sealed partial class CpuState
{
    /// <summary>The user space whose root this CPU has loaded; null: the kernel's own.</summary>
    internal VmSpace? LoadedSpace;

    private CursorState[]? _cursors;

    /// <summary>A cursor state that is not in use. Preemption is disabled.</summary>
    /// <exception cref="OstdException">This CPU holds too many cursors.</exception>
    internal CursorState TakeCursor()
    {
        _cursors ??= MakeCursors();
        foreach (CursorState state in _cursors)
        {
            if (state.Space is null)
                return state;
        }
        throw new OstdException(OstdError.NotEnoughResources, "A CPU holds only a few cursors at a time: dispose them.");
    }

    private CursorState[] MakeCursors()
    {
        var cursors = new CursorState[CursorState.PerCpu];
        for (int i = 0; i < cursors.Length; i++)
            cursors[i] = new CursorState(Kernel.Machine);
        return cursors;
    }
}
