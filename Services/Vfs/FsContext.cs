namespace Services.Vfs;

/// <summary>Where a process looks for files: its root and working directory, and the permissions it never gives away. Shared with CLONE_FS.</summary>
public sealed class FsContext
{
    // One reference for both paths, so that a reader never sees half of a change.
    private Places _places;

    public FsContext(VfsPath root, VfsPath workingDirectory, uint umask = DefaultUmask)
    {
        _places = new Places(root, workingDirectory);
        Umask = umask;
    }

    public const uint DefaultUmask = 0x12; // 022

    public VfsPath Root => _places.Root;
    public VfsPath WorkingDirectory => _places.WorkingDirectory;

    /// <summary>Permission bits that new files do not get.</summary>
    public uint Umask { get; set; }

    public void ChangeDirectory(VfsPath directory) => _places = _places with { WorkingDirectory = directory };
    public void ChangeRoot(VfsPath directory) => _places = _places with { Root = directory };

    /// <summary>A copy of its own for a child (fork without CLONE_FS).</summary>
    public FsContext Clone() => new(Root, WorkingDirectory, Umask);

    private sealed record Places(VfsPath Root, VfsPath WorkingDirectory);
}
