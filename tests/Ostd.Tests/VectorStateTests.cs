using InKernel.Ostd;
using Ostd.Model;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.User;
using Xunit;

namespace Ostd.Tests;

/// <summary>Vector state that programs change themselves, which only the CPU's registers know until the task is switched out.</summary>
public sealed class VectorStateTests
{
    private const int UpperHalves = 600;

    [Theory]
    [InlineData(1, 1), InlineData(1, 2), InlineData(2, 3), InlineData(2, 4), InlineData(3, 5), InlineData(3, 6)]
    public void What_a_program_leaves_in_its_vector_registers_survives_other_programs(int cpus, int seed)
    {
        const int Programs = 3, Rounds = 30;
        int wrong = 0;
        ModelKernel.Run(
            () =>
            {
                var machine = (ModelMachine)Kernel.Current.Machine;
                var left = new AtomicInt32(Programs);
                var queue = new WaitQueue();
                for (int i = 0; i < Programs; i++)
                {
                    byte start = (byte)(50 * i);
                    Task.Spawn(() =>
                    {
                        int round = 0;
                        var code = new Assembler()
                            .Emit(machine.Script(user =>
                            {
                                if (user.ExtendedState[UpperHalves] != (byte)(round == 0 ? 0 : start + round))
                                    wrong++;
                                user.ExtendedState[UpperHalves] = (byte)(start + ++round);
                                user.ExtendedState[512] |= 4;
                            }))
                            .Emit(0x0f, 0x05)
                            .Jump(UserProgram.Code);
                        using var program = new UserProgram(code);
                        for (int i = 0; i < Rounds; i++)
                        {
                            Assert.Equal(ReturnReason.Syscall, program.Run());
                            Task.Yield();
                        }
                        left.FetchAdd(-1);
                        queue.WakeAll();
                    });
                }
                queue.WaitUntil(() => left.Load(MemoryOrder.Acquire) == 0);
            },
            new ModelOptions { Cpus = cpus, Seed = (ulong)seed });
        Assert.Equal(0, wrong);
    }
}
