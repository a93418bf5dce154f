namespace Services.Syscalls;

/// <summary>Registers every system call there is.</summary>
internal static class AllSystemCalls
{
    public static void Register(SyscallTable table)
    {
        CapabilityCalls.Register(table);
        ClockCalls.Register(table);
        FutexCalls.Register(table);
        JobCalls.Register(table);
        KillCalls.Register(table);
        LimitCalls.Register(table);
        MemoryCalls.Register(table);
        PrctlCalls.Register(table);
        ProcessCalls.Register(table);
        ProcessWait.Register(table);
        SchedulingCalls.Register(table);
        SignalActionCalls.Register(table);
        SignalWaitCalls.Register(table);
        SystemCalls.Register(table);
        TimerCalls.Register(table);
        UserIdCalls.Register(table);
    }
}
