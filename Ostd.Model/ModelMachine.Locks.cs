using Ostd.Tasks;

namespace Ostd.Model;

/// <summary>What the machine is told of locks.</summary>
internal sealed partial class ModelMachine
{
    private LockOrder? _lockOrder;

    /// <summary>Null: nobody asks.</summary>
    internal HeldLocks? HeldLocks { get; private set; }

    private void InitializeLocks()
    {
        if (_options.CheckLockOrder)
            _lockOrder = new LockOrder();
        if (_options.CheckLockOrder || _options.DetectUndefinedBehaviour)
            HeldLocks = new HeldLocks();
    }

    public override void OnLockTaken(object taken, string file, int line, bool waited)
    {
        if (_silence != 0 || HeldLocks is null)
            return;
        var held = new HeldLock(taken, file, line);
        if (waited)
            _lockOrder?.Take(Task.Current, HeldLocks.Of(Task.Current), held);
        HeldLocks.Take(Task.Current, held);
    }

    public override void OnLockReleased(object released)
    {
        if (_silence == 0)
            HeldLocks?.Release(Task.Current, released);
    }
}
