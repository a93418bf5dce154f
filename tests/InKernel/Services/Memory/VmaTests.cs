using InKernel;
using Services.Memory;

namespace InKernel.Services.Memory;

/// <summary>Cutting and joining ranges.</summary>
public static class VmaTests
{
    [KernelTest]
    public static void Parts_that_were_cut_join_again_and_only_then()
    {
        var whole = new Vma { Start = 0x10000, End = 0x20000, Protection = Protection.Read };
        Vma low = whole.Slice(0x10000, 0x14000), high = whole.Slice(0x14000, 0x20000);
        Check.True(low.ContinuesWith(high));
        Check.False(high.ContinuesWith(low));
        Check.False(low.ContinuesWith(high with { Start = 0x15000 }), "a hole between them");
        Check.False(low.ContinuesWith(high with { Protection = Protection.None }));
        Check.False(low.ContinuesWith(high with { IsShared = true }));
        Check.False(low.ContinuesWith(high with { Label = "[heap]" }));
        Check.Same(whole, whole.Slice(0x10000, 0x20000));
    }

    [KernelTest]
    public static void Only_addresses_inside_are_contained()
    {
        var vma = new Vma { Start = 0x10000, End = 0x12000, Protection = Protection.Read };
        Check.True(vma.Contains(0x10000));
        Check.True(vma.Contains(0x11fff));
        Check.False(vma.Contains(0xffff));
        Check.False(vma.Contains(0x12000));
        Check.False(vma.Contains(0));
        Check.False(vma.Contains(ulong.MaxValue));
    }
}
