using System;
using Services.Vfs;

namespace Services.Processes;

/// <summary>Where system calls put the paths that they read from user memory; made at the first such call and kept.</summary>
public sealed partial class Thread
{
    private byte[]? _firstPath;
    private byte[]? _secondPath;

    internal byte[] PathBuffer => _firstPath ??= new byte[PathWalker.MaxPathLength];

    /// <summary>For calls with two paths.</summary>
    internal byte[] SecondPathBuffer => _secondPath ??= new byte[PathWalker.MaxPathLength];
}
