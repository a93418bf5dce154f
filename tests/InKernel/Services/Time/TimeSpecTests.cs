using InKernel;
using Services.Time;

namespace InKernel.Services.Time;

/// <summary>Times from programs, without overflow.</summary>
public static class TimeSpecTests
{
    [KernelTest]
    public static void Absurd_times_saturate()
    {
        Check.Equal(ulong.MaxValue, new TimeSpec(long.MaxValue, 999_999_999).TotalNs);
        Check.Equal(ulong.MaxValue, new TimeSpec(long.MaxValue, 0).DeadlineFrom(1));
        Check.Equal(ulong.MaxValue, new TimeSpec(18_446_744_073, 0).DeadlineFrom(ulong.MaxValue - 5));
        Check.Equal(1_500_000_007UL, new TimeSpec(1, 500_000_000).DeadlineFrom(7));
    }

    [KernelTest]
    public static void Nanoseconds_are_taken_apart()
    {
        Check.Equal(new TimeSpec(2, 3), TimeSpec.FromNs(2_000_000_003));
        Check.Equal(2_000_000_003UL, new TimeSpec(2, 3).TotalNs);
        Check.True(TimeSpec.FromNs(0).IsZero);
    }
}
