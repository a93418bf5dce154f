using Invariants;
using Ostd.Model;
using Ostd.Seam;

namespace Verification.Properties.Tasks;

/// <summary>Evaluates invariant 8 between any two steps of a machine.</summary>
internal sealed class WatchTasks : IMachineObserver
{
    private readonly Invariant08OneCpuPerTask _invariant = new();
    private readonly ModelMachine _machine;

    private WatchTasks(ModelMachine machine) => _machine = machine;

    /// <summary>For <see cref="ModelOptions.Attach"/>.</summary>
    public static void Attach(ModelMachine machine) => machine.Attach(new WatchTasks(machine));

    public void AfterStep()
    {
        if (Root.KernelIfBound is { } kernel)
            _invariant.Check(kernel, _machine);
    }
}
