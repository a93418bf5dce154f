using System.Collections.Generic;
using Ostd;
using Ostd.Model;
using Ostd.Tasks;
using Ostd.UserSpace;

namespace Invariants;

/// <summary>The page tables that a CPU can have loaded now or next: the kernel's own, and those of the user spaces that a task or a CPU is in.</summary>
internal sealed class AddressSpaces
{
    private readonly Dictionary<ulong, TableWalk> _users = [];
    private readonly HashSet<ulong> _roots = [];
    private readonly List<ulong> _gone = [];
    private TableWalk? _kernel;

    /// <summary>The kernel half, which all share.</summary>
    public TableWalk KernelHalf => _kernel!;

    /// <summary>The user halves, by root.</summary>
    public IReadOnlyCollection<TableWalk> UserHalves => _users.Values;

    /// <summary>Walks what changed. True: something did. The frame watch is up to date.</summary>
    public bool Refresh(Kernel kernel, ModelMachine machine, FrameWatch frames)
    {
        _kernel ??= new TableWalk(machine.Memory, frames, kernel.Memory.Space.Root, userHalf: false);
        bool changed = _kernel.Refresh();
        _roots.Clear();
        foreach (CpuState? cpu in kernel.Cpus)
            Add(cpu?.LoadedSpace);
        for (Task? task = kernel.Tasks.FirstWhileStopped; task is not null; task = task.NextInRegistry)
            Add(task.Space);
        _gone.Clear();
        foreach ((ulong root, TableWalk walk) in _users)
        {
            if (!_roots.Contains(root))
                _gone.Add(root);
            else
                changed |= walk.Refresh();
        }
        foreach (ulong root in _gone)
            changed |= _users.Remove(root);
        foreach (ulong root in _roots)
        {
            if (_users.ContainsKey(root))
                continue;
            _users[root] = new TableWalk(machine.Memory, frames, root, userHalf: true);
            changed |= _users[root].Refresh();
        }
        return changed;
    }

    private void Add(VmSpace? space)
    {
        if (space is not null)
            _roots.Add(space.Root);
    }
}
