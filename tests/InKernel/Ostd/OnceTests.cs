using System;
using Ostd;
using Ostd.Sync;
using Ostd.Tasks;

namespace InKernel.Ostd;

public static class OnceTests
{
    [KernelTest]
    public static void Several_tasks_get_the_one_value_that_the_first_made()
    {
        const int Tasks = 3;
        int made = 0;
        var once = new Once<object>(() =>
        {
            made++;
            Task.Yield();
            return new object();
        });
        Check.False(once.IsMade);
        var values = new object?[Tasks];
        var finished = new CountDown(Tasks);
        for (int i = 0; i < Tasks; i++)
        {
            int me = i;
            Task.Spawn(() =>
            {
                values[me] = once.Value;
                finished.Signal();
            });
        }
        finished.Wait();
        Check.Equal(1, made);
        Check.True(once.IsMade);
        foreach (object? value in values)
            Check.Same(once.Value, value);
    }

    [KernelTest]
    public static void A_failed_making_is_reported_to_its_maker_and_tried_again_by_the_next()
    {
        int tries = 0;
        var once = new Once<object>(() => tries++ == 0 ? throw new InvalidOperationException("not yet") : new object());
        Check.Throws<InvalidOperationException>(() => _ = once.Value);
        Check.False(once.IsMade);
        Check.True(once.Value is not null);
        Check.Equal(2, tries);
    }

    [KernelTest]
    public static void A_value_that_needs_itself_is_refused()
    {
        Once<object>? once = null;
        once = new Once<object>(() => once!.Value);
        Check.Equal(OstdError.InvalidArgs, Check.Throws<OstdException>(() => _ = once.Value).Error);
    }

    [KernelTest]
    public static void A_value_that_is_there_may_be_asked_for_in_atomic_mode()
    {
        var once = new Once<object>(() => new object());
        using (CpuGuard.DisablePreemption())
            Check.Equal(OstdError.AtomicMode, Check.Throws<OstdException>(() => _ = once.Value).Error);
        object value = once.Value;
        using (CpuGuard.DisableInterrupts())
            Check.Same(value, once.Value);
    }
}
