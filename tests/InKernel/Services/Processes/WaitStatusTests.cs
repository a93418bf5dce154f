using InKernel;
using Services.Processes;
using Services.Signals;

namespace InKernel.Services.Processes;

/// <summary>Status words, as the macros of wait(2) take them apart.</summary>
public static class WaitStatusTests
{
    [KernelTest]
    public static void Exit_codes_have_eight_bits()
    {
        Check.Equal(0x2a00, WaitStatus.Exited(42));
        Check.Equal(WaitStatus.Exited(1), WaitStatus.Exited(257));
        Check.Equal(255, WaitStatus.ExitCode(WaitStatus.Exited(-1)));
        Check.Equal((SigInfo.CLD_EXITED, 42), WaitStatus.ForSigInfo(WaitStatus.Exited(42)));
    }

    [KernelTest]
    public static void A_killed_process_reports_its_signal()
    {
        int status = WaitStatus.Killed(Signal.SIGKILL, dumped: false);
        Check.Equal(9, status);
        Check.False(WaitStatus.IsExited(status));
        Check.Equal(137, WaitStatus.ShellCode(status));
        Check.Equal((SigInfo.CLD_KILLED, 9), WaitStatus.ForSigInfo(status));
        Check.Equal(0x8b, WaitStatus.Killed(Signal.SIGSEGV, dumped: true));
    }

    [KernelTest]
    public static void Stops_and_continues_are_no_ends()
    {
        Check.Equal(0x137f, WaitStatus.Stopped(Signal.SIGSTOP));
        Check.Equal((SigInfo.CLD_STOPPED, 20), WaitStatus.ForSigInfo(WaitStatus.Stopped(Signal.SIGTSTP)));
        Check.Equal((SigInfo.CLD_CONTINUED, 18), WaitStatus.ForSigInfo(WaitStatus.Continued));
    }
}
