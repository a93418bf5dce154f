using System;
using Ostd;
using Ostd.Dma;
using Ostd.Frames;
using Ostd.Traps;

namespace InKernel.Ostd;

/// <summary>What drivers get on a machine without IOMMU: nothing that could reach memory on its own. With one: the attacks and properties of invariants 3 and 6.</summary>
public static class DmaTests
{
    private static readonly PciLocation s_device = new(0, 3, 0);

    [KernelTest]
    public static void Nothing_is_lent_to_devices_that_nobody_confines()
    {
        using var segment = USegment.Alloc(2);
        Denied(() => DmaCoherent.Alloc(s_device, 1));
        Denied(() => DmaStream.Map(s_device, segment, DmaDirection.Both));
        using var line = IrqLine.Alloc();
        Denied(() => line.RouteMessage(s_device));
        segment.Write(0, [1, 2, 3]); // the segment is as usable as before
    }

    [KernelTest]
    public static void A_refused_buffer_costs_no_memory()
    {
        long before = Kernel.Current.MemoryInfo.FreeBytes;
        for (int i = 0; i < 50; i++)
            Denied(() => DmaCoherent.Alloc(s_device, 8));
        Check.True(before - Kernel.Current.MemoryInfo.FreeBytes < 50 * 8 * Page.Size / 2, "refused buffers keep pages");
    }

    [KernelTest]
    public static void A_location_names_one_function_of_one_device()
    {
        var location = new PciLocation(0x12, 0x1f, 7);
        Check.Equal(0x12, location.Bus);
        Check.Equal(0x1f, location.Device);
        Check.Equal(7, location.Function);
        Check.Equal((ushort)0x12ff, location.RequesterId);
        Check.Equal("12:1f.7", location.ToString());
        Check.Equal(location, new PciLocation(0x12, 0x1f, 7));
        foreach ((int bus, int device, int function) in ((int, int, int)[])[(256, 0, 0), (-1, 0, 0), (0, 32, 0), (0, 0, 8), (0, int.MinValue, 0)])
            Check.Equal(OstdError.InvalidArgs, Check.Throws<OstdException>(() => _ = new PciLocation(bus, device, function)).Error);
    }

    private static void Denied(Action action) => Check.Equal(OstdError.AccessDenied, Check.Throws<OstdException>(action).Error);
}
