using System;
using Ostd.Boot;
using Ostd.Model;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.UserSpace;
using Xunit;

namespace Ostd.Tests;

/// <summary>What the boot loader handed over, and the end of the machine.</summary>
public sealed class BootTests
{
    [Fact]
    public void The_initial_file_system_is_read_where_it_lies() => ModelKernel.Run(
        () =>
        {
            Assert.Equal(5, Initramfs.Length);
            byte[] bytes = new byte[3];
            VmReader reader = Initramfs.Reader(1, 3);
            Assert.True(reader.TryRead(bytes));
            Assert.Equal([2, 3, 4], bytes);
            Assert.False(reader.TryRead(bytes)); // it ends with what was asked for
        },
        new ModelOptions { Initramfs = [1, 2, 3, 4, 5] });

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(5, 1)]
    [InlineData(1, 5)]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(long.MinValue, long.MinValue)]
    public void Nothing_around_the_initial_file_system_is_read(long offset, long length) => ModelKernel.Run(
        () => Assert.Equal(OstdError.InvalidArgs, Assert.Throws<OstdException>(() => { _ = Initramfs.Reader(offset, length); }).Error),
        new ModelOptions { Initramfs = [1, 2, 3, 4, 5] });

    [Fact]
    public void Power_off_ends_the_machine_with_its_status() =>
        Assert.Equal(42, ModelKernel.RunToEnd(() => Boot.Power.PowerOff(42)).ExitCode);

    [Fact]
    public void A_machine_in_which_everybody_waits_for_nothing_says_so()
    {
        var e = Assert.Throws<ModelViolationException>(() => ModelKernel.Run(() => new WaitQueue().WaitUntil(() => false)));
        Assert.Contains("(main): sleeps", e.Message);
    }

    [Fact]
    public void Tasks_that_are_left_behind_are_unwound_with_their_finally_blocks()
    {
        int unwound = 0;
        ModelKernel.Run(() =>
        {
            for (int i = 0; i < 3; i++)
            {
                Task.Spawn(() =>
                {
                    try
                    {
                        new WaitQueue().WaitUntil(() => false);
                    }
                    finally
                    {
                        unwound++;
                    }
                });
            }
            for (int i = 0; i < 10; i++)
                Task.Yield();
        });
        Assert.Equal(3, unwound);
    }
}
