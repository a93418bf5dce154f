using System.IO;
using Ostd.Sync;

namespace Ostd.Model;

/// <summary>A lock of the framework, with the place in the source that made it.</summary>
internal readonly record struct NamedLock(object Lock, string File, int Line)
{
    public string Place => $"{Path.GetFileName(File)}:{Line}";

    public override string ToString()
    {
        string kind = Lock switch { SpinLock => "spin lock", Mutex => "mutex", RwLock => "reader-writer lock", _ => "lock" };
        return $"the {kind} made at {Place}";
    }
}
