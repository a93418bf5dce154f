using System.Collections.Generic;
using System.Linq;
using System.Text;
using Ostd.Model;
using Ostd.Tasks;

namespace Verification.Exploration.Machines;

/// <summary>Why nobody on a machine can go on: somebody was not told, some wait for each other, or they wait for what nobody will do.</summary>
internal sealed class Deadlock
{
    private readonly ModelMachine _machine;
    private readonly IReadOnlyList<WaitTable.Wait> _cycle;
    private readonly List<Task> _forgotten = [];

    /// <summary>Looks at a machine on which nobody can go on.</summary>
    public Deadlock(ModelMachine machine)
    {
        _machine = machine;
        _cycle = machine.Waits.FindCycle();
        if (_cycle.Count != 0)
            return;
        foreach ((Task task, WaitTable.Sleep until) in machine.Waits.Asleep.ToList())
            if (machine.IsForgotten(task, until))
                _forgotten.Add(task);
    }

    /// <summary>What it is called; equal for executions that end in the same way.</summary>
    public string Name()
    {
        if (_cycle.Count != 0)
            return $"deadlock: {string.Join(" and ", _cycle.Select(w => NameOf(w.Waiter)))} wait for each other";
        if (_forgotten.Count != 0)
            return $"lost wake-up of {string.Join(" and ", _forgotten.Select(NameOf))}: asleep, although the condition holds";
        return "deadlock: everybody who is left waits for ever";
    }

    /// <summary>A line for each who waits in a circle.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        foreach (WaitTable.Wait wait in _cycle)
            text.Append($"\n  {NameOf(wait.Waiter)} waits for {wait.For}, which {NameOf(wait.Held.By)} took at {wait.Held.Where}");
        return text.ToString();
    }

    private string NameOf(Task task)
    {
        int cpu = _machine.CpuOf(task);
        return task.IsIdle && cpu >= 0 ? _machine.NameOf(cpu) : task.Name.Length != 0 ? task.Name : task.ToString();
    }
}
