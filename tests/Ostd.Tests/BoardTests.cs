using Ostd.Model;
using Ostd.Seam;
using Ostd.Timers;
using Ostd.Traps;
using Xunit;

namespace Ostd.Tests;

/// <summary>The framework on the oldest parts of the board: interval timer, legacy interrupt controllers.</summary>
public sealed class BoardTests
{
    [Fact]
    public void The_counters_rate_is_measured_when_nothing_names_it()
    {
        ModelKernel.Run(
            () =>
            {
                ulong measured = TscCalibration.Measure(Root.Machine);
                Assert.InRange(measured, 999_000_000UL, 1_001_000_000UL); // the model's counter counts nanoseconds
            },
            new ModelOptions { NamesTscFrequency = false });
    }

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
