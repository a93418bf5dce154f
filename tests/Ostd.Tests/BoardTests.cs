using Ostd.Model;
using Ostd.Seam;
using Ostd.Timers;
using Ostd.Traps;
using Xunit;

namespace Ostd.Tests;

/// <summary>The framework on the oldest parts of the board: interval timer, legacy interrupt controllers.</summary>
public sealed class BoardTests
{
    [Theory]
    [InlineData(TscNaming.Cpu)]
    [InlineData(TscNaming.Hypervisor)]
    [InlineData(TscNaming.Nobody)]
    public void The_counters_rate_is_known_or_measured(TscNaming naming)
    {
        ModelKernel.Run(
            () =>
            {
                ulong rate = TscCalibration.Measure(Root.Machine); // the model's counter counts nanoseconds
                Assert.InRange(rate, 999_000_000UL, 1_001_000_000UL);
                Assert.True(naming == TscNaming.Nobody || rate == 1_000_000_000);
            },
            new ModelOptions { TscNaming = naming });
    }

    [Fact]
    public void The_battery_clock_is_read_when_it_is_not_being_updated() => ModelKernel.Run(
        () => Assert.Equal(1_748_779_200UL, RealTimeClock.ReadNs(Root.Machine) / 1_000_000_000), // 2025-06-01 12:00:00
        new ModelOptions { ClockUpdates = 50 });

    [Fact]
    public void The_legacy_controllers_are_silent_and_their_spurious_interrupts_are_no_exceptions()
    {
        ModelKernel.Run(() =>
        {
            var machine = (ModelMachine)Root.Machine;
            Assert.True(machine.Pic.IsSilent);
            foreach (bool second in (bool[])[false, true])
            {
                int vector = machine.Pic.SpuriousVector(second);
                Assert.InRange(vector, Vectors.FirstInterrupt, Vectors.FirstLine - 1);
                long before = Kernel.Current.Irqs.Unexpected.Load(Sync.MemoryOrder.Relaxed);
                // It does not come through the local APIC: an end of interrupt would end somebody else's, and the model objects.
                using (new InterruptsOff(machine))
                    TrapEntry.Interrupt(vector, fromUser: false);
                Assert.Equal(before + 1, Kernel.Current.Irqs.Unexpected.Load(Sync.MemoryOrder.Relaxed));
            }
        });
    }
}
