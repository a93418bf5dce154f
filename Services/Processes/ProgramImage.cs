using Services.Vfs;

namespace Services.Processes;

/// <summary>What an execve loaded: for /proc, and to hold the file that runs. Immutable; forks share it.</summary>
public sealed class ProgramImage
{
    public ProgramImage(VfsPath executable, ulong argumentsStart, ulong argumentsEnd, ulong environmentStart, ulong environmentEnd, ulong auxiliaryStart, ulong auxiliaryEnd)
    {
        Executable = executable;
        ArgumentsStart = argumentsStart;
        ArgumentsEnd = argumentsEnd;
        EnvironmentStart = environmentStart;
        EnvironmentEnd = environmentEnd;
        AuxiliaryStart = auxiliaryStart;
        AuxiliaryEnd = auxiliaryEnd;
    }

    /// <summary>Where /proc/PID/exe leads.</summary>
    public VfsPath Executable { get; }

    // User addresses of what /proc/PID/{cmdline,environ,auxv} show.
    public ulong ArgumentsStart { get; }
    public ulong ArgumentsEnd { get; }
    public ulong EnvironmentStart { get; }
    public ulong EnvironmentEnd { get; }
    public ulong AuxiliaryStart { get; }
    public ulong AuxiliaryEnd { get; }
}
