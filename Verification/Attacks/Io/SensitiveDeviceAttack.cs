using System.Collections.Generic;
using Ostd;
using Ostd.Io;
using Ostd.Model;
using Ostd.Model.Devices;
using Ostd.Seam;
using Ostd.Tasks;
using Ostd.UserSpace;
using Verification.Checking;

namespace Verification.Attacks.Io;

/// <summary>A client that wants the framework's devices: at every boundary, by accesses that are too wide, through arithmetic that overflows, and by handles that are gone.</summary>
internal static class SensitiveDeviceAttack
{
    private const ulong FreeMemory = 0xe000_0000;
    private const ushort FreePorts = 0x2f8;

    public static Checker Checker { get; } = Attack.Checker(
        "No client gets at the framework's ports and registers", [7], "io",
        [
            new Move("every sensitive port, alone and at both edges", EverySensitivePort),
            new Move("every sensitive register, alone and at both edges", EverySensitiveRegister),
            new Move("RAM and all that the firmware names", AllMemory),
            new Move("all ports, all memory", Everything),
            new Move("ranges that wrap around", WrapAround),
            new Move("a page of registers beyond what the CPU can address", BeyondTheCpu),
            new Move("wide accesses across the last byte", WideAccesses),
            new Move("a part larger than the whole", LargerParts),
            new Move("handles that are gone", StaleHandles),
            new Move("two memory types for one page", TwoMemoryTypes),
            new Move("the neighbour in the same page", SamePage),
            new Move("the range of an access that is under way on another CPU", TakeDuringAccess, Cpus: 2),
        ]);

    private static void EverySensitivePort()
    {
        foreach ((ulong start, ulong end, _) in Board.SensitivePorts)
        {
            for (ulong port = start; port < end; port++)
                DeniedPorts(port, 1);
            DeniedPorts(end - 1, 4);
            DeniedPorts(start, (int)(end - start));
            if (start > 0)
                DeniedPorts(start - 1, 2);
        }
    }

    private static void EverySensitiveRegister()
    {
        foreach ((ulong start, ulong end, _) in Board.SensitiveMemory)
        {
            DeniedMemory(start, 1);
            DeniedMemory(end - 1, 1);
            DeniedMemory(end - 1, 0x2000);
            DeniedMemory(start - 1, 2);
            DeniedMemory(start, end - start);
        }
    }

    private static void AllMemory()
    {
        foreach (Ostd.Boot.MemoryRegion region in Kernel.Current.BootInfo.Regions)
        {
            if (region.Start >= region.End)
                continue;
            DeniedMemory(region.Start, 1);
            DeniedMemory(region.End - 1, 1);
            DeniedMemory((region.End - 1) | 0xfff, 2); // from the page it ends in
        }
    }

    private static void Everything()
    {
        DeniedPorts(0, 0x1_0000);
        DeniedMemory(0, 1UL << Mmu.PhysicalAddressBits);
    }

    private static void WrapAround()
    {
        foreach (int length in (int[])[int.MaxValue, 0x1_0000, 2, 0, -1, int.MinValue])
            Attack.Refused(OstdError.InvalidArgs, () => IoPort.Acquire(0xffff, length));
        foreach (ulong length in (ulong[])[0, ulong.MaxValue, ulong.MaxValue - FreeMemory, ulong.MaxValue - FreeMemory + 1, 1UL << 63, 1UL << 52])
            Attack.Refused(OstdError.InvalidArgs, () => IoMem.Acquire(FreeMemory, length));
        foreach (ulong start in (ulong[])[ulong.MaxValue, ulong.MaxValue - 0xfff, ulong.MaxValue - 0x1fff, 1UL << 63, 1UL << 52])
            Attack.Refused(OstdError.InvalidArgs, () => IoMem.Acquire(start, 1));
    }

    // The page-table entry would have reserved bits set: a fault in the kernel at the first access.
    private static void BeyondTheCpu()
    {
        const ulong End = 1UL << Mmu.PhysicalAddressBits;
        Attack.Refused(OstdError.InvalidArgs, () => IoMem.Acquire(End, 1));
        Attack.Refused(OstdError.InvalidArgs, () => IoMem.Acquire(End - 1, 2));
        using var last = IoMem.Acquire(End - 8, 8);
        last.Read64(0);
    }

    private static void WideAccesses()
    {
        using var ports = IoPort.Acquire(FreePorts, 8); // the console's are at 3f8h
        Attack.Refused(OstdError.InvalidArgs, () => ports.Read16(7));
        Attack.Refused(OstdError.InvalidArgs, () => ports.Write32(5, 0));
        Attack.Refused(OstdError.InvalidArgs, () => ports.Write8(0x100, 0));
        Attack.Refused(OstdError.InvalidArgs, () => ports.Write8(-0x2d8, 0));
        Attack.Refused(OstdError.InvalidArgs, () => ports.Read8(0x1_0000)); // wraps around in 16 bits
        using var memory = IoMem.Acquire(FreeMemory, 0xffe);
        Attack.Refused(OstdError.InvalidArgs, () => memory.Read32(0xffc));
        Attack.Refused(OstdError.InvalidArgs, () => memory.Write64(0xff8, 0));
        Attack.Refused(OstdError.InvalidArgs, () => memory.Read16(0xffe));
        Attack.Refused(OstdError.InvalidArgs, () => memory.Write64(long.MaxValue - 7, 0));
        Attack.Refused(OstdError.InvalidArgs, () => memory.Write8(long.MinValue, 0));
    }

    private static void LargerParts()
    {
        using var memory = IoMem.Acquire(FreeMemory, 0x1000);
        foreach ((long offset, long length) in ((long, long)[])[(0, 0x1001), (1, 0x1000), (-1, 1), (0x1000, 1), (1, long.MaxValue), (long.MaxValue, long.MaxValue), (0, 0), (0, -1)])
            Attack.Refused(OstdError.InvalidArgs, () => memory.Slice(offset, length));
        using IoMem part = memory.Slice(0x10, 8);
        Attack.Refused(OstdError.InvalidArgs, () => part.Slice(4, 5));
        Attack.Refused(OstdError.InvalidArgs, () => part.Read8(8));
        Attack.Refused(OstdError.InvalidArgs, () => part.Read8(-1));
    }

    private static void StaleHandles()
    {
        var ports = IoPort.Acquire(FreePorts, 8);
        ports.Dispose();
        ports.Dispose();
        using var mine = IoPort.Acquire(FreePorts, 8);
        ports.Dispose();
        Attack.Refused(OstdError.Stale, () => ports.Read8(0));
        DeniedPorts(FreePorts, 1); // the old handle gave nothing of mine back

        var memory = IoMem.Acquire(FreeMemory, 0x1000);
        IoMem part = memory.Slice(0, 8);
        memory.Dispose();
        memory.Dispose();
        Attack.Refused(OstdError.Stale, () => memory.Read8(0));
        Attack.Refused(OstdError.Stale, () => memory.Slice(0, 1));
        DeniedMemory(FreeMemory, 1); // the part keeps it
        part.Dispose();
        part.Dispose();
        using var next = IoMem.Acquire(FreeMemory, 0x1000);
        part.Dispose();
        DeniedMemory(FreeMemory, 1);
    }

    private static void TwoMemoryTypes()
    {
        using var memory = IoMem.Acquire(FreeMemory, 0x1000, CachePolicy.WriteCombining);
        Attack.Refused(OstdError.AccessDenied, () => IoMem.Acquire(FreeMemory, 0x1000, CachePolicy.WriteBack));
        Attack.Refused(OstdError.InvalidArgs, () => IoMem.Acquire(FreeMemory + 0x1000, 0x1000, (CachePolicy)4));
        using IoMem part = memory.Slice(0, 4);
        Attack.Require(part.Cache == CachePolicy.WriteCombining, "a part is cached in another way than the whole");
    }

    private static void SamePage()
    {
        using var memory = IoMem.Acquire(FreeMemory + 0x10, 0x10);
        DeniedMemory(FreeMemory, 0x10);
        DeniedMemory(FreeMemory + 0x800, 4);
        DeniedMemory(FreeMemory + 0xfff, 1);
        Attack.Refused(OstdError.InvalidArgs, () => memory.Read8(0x10));
    }

    // Whoever gets the range must not see accesses of the one before it; and no CPU may keep a translation to it.
    private static void TakeDuringAccess()
    {
        const int Rounds = 6;
        var bus = new OwnerCheck();
        ((ModelMachine)Root.Machine).Attach(bus);
        for (int round = 0; round < Rounds; round++)
        {
            var first = IoMem.Acquire(FreeMemory, 0x1000);
            bus.Owner = 1;
            Task user = Task.Spawn(() =>
            {
                try
                {
                    for (int i = 0; i < 40; i++)
                        first.Write32(0, 1);
                }
                catch (OstdException e) when (e.Error == OstdError.Stale)
                {
                }
            });
            for (int i = 0; i < round; i++)
                Task.Yield();
            first.Dispose();
            IoMem? second = null;
            while (second is null)
            {
                try
                {
                    second = IoMem.Acquire(FreeMemory, 0x1000);
                }
                catch (OstdException e) when (e.Error == OstdError.AccessDenied)
                {
                    Task.Yield(); // an access is under way
                }
            }
            bus.Owner = 2;
            second.Write32(0, 2);
            second.Dispose();
            _ = user;
        }
        Attack.Require(!bus.SawStranger, "an access through a handle reached device memory that belonged to somebody else by then");
    }

    private static void DeniedPorts(ulong start, int length) => Attack.Refused(OstdError.AccessDenied, () => IoPort.Acquire((ushort)start, length));

    private static void DeniedMemory(ulong start, ulong length) => Attack.Refused(OstdError.AccessDenied, () => IoMem.Acquire(start, length));

    /// <summary>A register that everybody writes his number to.</summary>
    private sealed class OwnerCheck : ModelDevice
    {
        public uint Owner { get; set; }
        public bool SawStranger { get; private set; }

        internal override bool TryWriteMemory(ulong paddr, int width, ulong value)
        {
            SawStranger |= value != Owner;
            return true;
        }
    }
}
