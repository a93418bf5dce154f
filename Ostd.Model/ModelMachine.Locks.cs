using Ostd.Tasks;

namespace Ostd.Model;

/// <summary>What the machine is told of locks.</summary>
internal sealed partial class ModelMachine
{
    private LockOrder? _lockOrder;

    public override void OnLockTaken(object taken, string file, int line, bool waited)
    {
        if (_options.CheckLockOrder && _silence == 0)
            (_lockOrder ??= new LockOrder()).Take(Task.Current, taken, $"{System.IO.Path.GetFileName(file)}:{line}", waited);
    }

    public override void OnLockReleased(object released)
    {
        if (_silence == 0)
            _lockOrder?.Release(Task.Current, released);
    }
}
