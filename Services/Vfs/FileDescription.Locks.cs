namespace Services.Vfs;

/// <summary>Advisory locks that end with descriptors and descriptions, and who hears of input (F_SETOWN).</summary>
public abstract partial class FileDescription
{
    /// <summary>flock was called on it.</summary>
    internal bool MayHaveWholeLock { get; set; }

    /// <summary>As F_SETOWN left it; kept for programs to read.</summary>
    internal int Owner { get; set; }
    internal int OwnerSignal { get; set; }

    /// <summary>
    /// A descriptor of <paramref name="table"/> for this file was closed. POSIX says that all record locks of the process on the file end with
    /// it, whichever descriptor they were set through.
    /// </summary>
    internal void OnDescriptorClosed(FileTable table)
    {
        if (Inode.IsRegular)
            LinuxKernel.Current.FileLocks.ClearRecords(Inode, AllOf(table));
    }

    private void DropLocks()
    {
        if (Inode.IsRegular)
            LinuxKernel.Current.FileLocks.ClearRecords(Inode, AllOf(this));
        if (MayHaveWholeLock)
            LinuxKernel.Current.FileLocks.ClearWhole(Inode, this);
    }

    private static LockRange AllOf(object owner) => new(0, long.MaxValue, false, owner, 0);
}
