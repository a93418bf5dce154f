namespace Ostd.Model.Shadow;

/// <summary>What counts as undefined for this project, whatever the processor happens to do.</summary>
internal enum UndefinedBehaviour
{
    /// <summary>An access outside a live object or page.</summary>
    OutOfBounds,

    /// <summary>An access to memory that was given back.</summary>
    FreedMemory,

    /// <summary>A read of memory that nobody wrote since it was handed out.</summary>
    Uninitialized,

    /// <summary>Memory of one kind used as another; typed memory reached as bytes.</summary>
    TypeConfusion,

    /// <summary>A page, slot or line with two owners.</summary>
    TwoOwners,

    /// <summary>Two accesses to the framework's plain state, at least one a write, that nothing orders.</summary>
    DataRace,

    /// <summary>An object was reclaimed that somebody can still reach.</summary>
    InvisibleReference,

    /// <summary>A kernel stack that does not end at a guard page.</summary>
    StackOverflow,

    /// <summary>A page-table root, flag, register or descriptor table other than what the framework set.</summary>
    ControlState,

    /// <summary>A user program reaches memory that is not untyped.</summary>
    UserReachesTyped,

    /// <summary>A device reaches memory that is not untyped.</summary>
    DeviceReachesTyped,

    /// <summary>Kernel memory that is writable and executable.</summary>
    WritableAndExecutable,

    /// <summary>A fault at the return to user mode, which the kernel cannot resume from.</summary>
    FaultAtUserEntry,
}
