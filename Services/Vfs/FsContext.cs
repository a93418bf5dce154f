namespace Services.Vfs;

/// <summary>Working directory, root directory and umask of a process.</summary>
public sealed class FsContext
{
}
