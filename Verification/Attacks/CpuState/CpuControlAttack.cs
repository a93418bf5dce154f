using System.Collections.Generic;
using Ostd;
using Ostd.Model;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.User;
using Ostd.UserSpace;
using Verification.Checking;
using static Verification.Attacks.Attack;

namespace Verification.Attacks.CpuState;

/// <summary>Ways into the kernel other than the one that is meant, tried on every CPU. CPUs begin with what a careless firmware may have left in their control registers.</summary>
internal static class CpuControlAttack
{
    private const ulong FlagsOfPrograms = 0x24_0cd5; // alignment check, identification, overflow, direction, and the arithmetic ones

    public static Checker Checker { get; } = Checker("A program enters the kernel where the kernel wants it, on every CPU", [2], "cpu-control",
    [
        new("a system call with the direction and alignment-check flags set", SystemCallWithFlags),
        new("SYSENTER", () => Faults([0x0f, 0x34], CpuException.GeneralProtection)),
        new("a software interrupt for every vector", EveryVector),
        new("a system call that is none", () => Faults([0x0f, 0x0b], CpuException.InvalidOpcode)),
        new("system calls on every CPU", OnEveryCpu, Cpus: 3),
    ], everyStep: [2]);

    private static void SystemCallWithFlags()
    {
        using var program = new UserScript(static _ => { });
        program.Context.Rflags = FlagsOfPrograms;
        Require(program.Run() == ReturnReason.Syscall && program.Context.Rflags == (FlagsOfPrograms | 0x202), $"the program left user mode with flags {program.Context.Rflags:x}");
    }

    private static void EveryVector()
    {
        for (int vector = 0; vector < 256; vector++)
            Faults([0xcd, (byte)vector], vector == CpuException.Breakpoint ? CpuException.Breakpoint : CpuException.GeneralProtection);
    }

    private static void Faults(byte[] code, int vector)
    {
        const ulong page = 0x60_0000;
        using var program = new UserScript(static user => user.Rip = page);
        program.Map(page, code, PageFlags.Read | PageFlags.Execute);
        Require(program.Run() == ReturnReason.Exception && program.Mode.Exception.Vector == vector, $"exception {program.Mode.Exception.Vector} instead of {vector}");
    }

    private static void OnEveryCpu()
    {
        var seen = new AtomicInt32();
        var tasks = new List<Task>();
        for (int i = 0; i < 6; i++)
        {
            tasks.Add(Task.Spawn(() =>
            {
                for (int round = 0; round < 3; round++)
                {
                    SystemCallWithFlags();
                    Task.Yield();
                }
                seen.FetchAdd(1);
            }));
        }
        while (seen.Load(MemoryOrder.Acquire) < tasks.Count)
            Task.Yield();
    }
}
