namespace Services.Vfs;

/// <summary>The open files of a process by descriptor.</summary>
public sealed class FileTable
{
}
