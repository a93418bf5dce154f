namespace Services.Vfs;

/// <summary>
/// A place in the tree that a process sees: a dentry, and the mount through which it was reached. Lives on the stack and in
/// readonly fields only: it has two words, so a variable that several tasks write would tear.
/// </summary>
public readonly record struct VfsPath(Mount Mount, Dentry Dentry)
{
    public Inode Inode => Dentry.Inode;
}
