using Services.Signals;

namespace Services.Processes;

/// <summary>The status words that wait4 hands out.</summary>
public static class WaitStatus
{
    private const int CoreDumped = 0x80;
    private const int StoppedMark = 0x7f;

    public const int Continued = 0xffff;

    public static int Exited(int code) => (code & 0xff) << 8;
    public static int Killed(Signal signal, bool dumped) => (int)signal | (dumped ? CoreDumped : 0);
    public static int Stopped(Signal signal) => (int)signal << 8 | StoppedMark;

    public static bool IsExited(int status) => (status & 0x7f) == 0;

    /// <summary>The exit code, of a process that exited.</summary>
    public static int ExitCode(int status) => status >> 8 & 0xff;

    /// <summary>The signal that killed it.</summary>
    public static int TermSignal(int status) => status & 0x7f;

    /// <summary>What a shell makes of it: the exit code, or 128 + signal.</summary>
    public static int ShellCode(int status) => IsExited(status) ? ExitCode(status) : 128 + TermSignal(status);

    /// <summary>si_code and si_status of the SIGCHLD for it.</summary>
    public static (int Code, int Status) ForSigInfo(int status)
    {
        if (status == Continued)
            return (SigInfo.CLD_CONTINUED, (int)Signal.SIGCONT);
        if ((status & 0xff) == StoppedMark)
            return (SigInfo.CLD_STOPPED, status >> 8 & 0xff);
        if (IsExited(status))
            return (SigInfo.CLD_EXITED, ExitCode(status));
        return ((status & CoreDumped) != 0 ? SigInfo.CLD_DUMPED : SigInfo.CLD_KILLED, TermSignal(status));
    }
}
