using System;
using InKernel;
using Services;
using Services.Syscalls;

namespace InKernel.Services.Syscalls;

/// <summary>Numbers and names of system calls.</summary>
public static class SyscallTableTests
{
    [KernelTest]
    public static void Names_have_the_numbers_of_x86_64_Linux()
    {
        var names = new SyscallNames();
        (string Name, int Number)[] known =
        [
            ("read", 0), ("mmap", 9), ("rt_sigreturn", 15), ("clone", 56), ("execve", 59), ("exit", 60), ("wait4", 61), ("futex", 202), ("exit_group", 231), ("openat", 257),
            ("getrandom", 318), ("rseq", 334), ("pidfd_send_signal", 424), ("clone3", 435), ("faccessat2", 439), ("futex_waitv", 449), ("fchmodat2", 452),
        ];
        foreach ((string name, int number) in known)
        {
            Check.Equal(number, names.NumberOf(name), name);
            Check.Equal(name, names.Of(number));
        }

        Check.Equal("#400", names.Of(400));
        Check.Equal("#-1", names.Of(-1));
    }

    [KernelTest]
    public static void A_call_has_one_handler()
    {
        var table = new SyscallTable();
        table.Set("getpid", static (_, _) => 1);
        Check.True(table.IsImplemented("getpid"));
        Check.Throws<ArgumentException>(() => table.Set("getpid", static (_, _) => 2));
        Check.Throws<ArgumentException>(() => table.Set("no such call", static (_, _) => 2));
    }

    [KernelTest]
    public static void Every_registered_name_exists_and_is_registered_once()
    {
        var table = new SyscallTable();
        AllSystemCalls.Register(table);
        foreach (string name in new[] { "clone", "execve", "exit_group", "wait4", "mmap", "brk", "rt_sigaction", "rt_sigreturn", "futex", "clock_gettime", "uname", "prctl" })
            Check.True(table.IsImplemented(name), name);
    }
}
