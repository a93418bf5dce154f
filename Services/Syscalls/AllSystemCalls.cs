namespace Services.Syscalls;

/// <summary>Registers every system call there is.</summary>
internal static class AllSystemCalls
{
    public static void Register(SyscallTable table)
    {
        CapabilityCalls.Register(table);
        ClockCalls.Register(table);
        FilesAttributes.Register(table);
        FilesDescriptors.Register(table);
        FilesDirectories.Register(table);
        FilesLocks.Register(table);
        FilesMount.Register(table);
        FilesNames.Register(table);
        FilesOpen.Register(table);
        FilesPoll.Register(table);
        FilesReadWrite.Register(table);
        FilesSelect.Register(table);
        FilesStat.Register(table);
        FilesSync.Register(table);
        FilesTimes.Register(table);
        FilesTransfer.Register(table);
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
