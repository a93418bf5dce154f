using InKernel;
using Services.Futexes;

namespace InKernel.Services.Futexes;

/// <summary>The packed word of FUTEX_WAKE_OP.</summary>
public static class FutexOperationTests
{
    [KernelTest]
    public static void Comparisons_are_signed_and_their_argument_too()
    {
        // FUTEX_OP(op, oparg, cmp, cmparg) of linux/futex.h.
        Check.True(Pack(1, 1, 0, 5).Compare(5));
        Check.False(Pack(1, 1, 0, 5).Compare(6));
        Check.True(Pack(1, 1, 1, 5).Compare(6));
        Check.True(Pack(0, 0, 2, 0).Compare(uint.MaxValue), "-1 < 0");
        Check.True(Pack(0, 0, 0, 0xfff).Compare(uint.MaxValue), "-1 == -1");
        Check.True(Pack(0, 0, 4, 1).Compare(2));
        Check.False(Pack(0, 0, 4, 1).Compare(1));
        Check.True(Pack(0, 0, 5, 1).Compare(1));
        Check.True(Pack(0, 0, 3, 1).Compare(1));
    }

    private static FutexOperation Pack(uint op, uint opArgument, uint comparison, uint comparisonArgument) =>
        new((op & 0xf) << 28 | (comparison & 0xf) << 24 | (opArgument & 0xfff) << 12 | comparisonArgument & 0xfff);
}
