using System;
using System.Linq;
using Ostd;
using Ostd.Dma;
using Ostd.Model;
using Ostd.Model.Virtio;
using Ostd.Pci;
using Verification.Attacks.Devices;
using Verification.Checking;
using Verification.Drivers;

namespace Verification.Attacks.Pci;

/// <summary>A disk that lies, in each way alone and in all at once, under a driver that may believe nothing; an honest disk is beside it.</summary>
internal static class HostileDiskAttacks
{
    private const int Sectors = 32, Seeds = 2, Requests = 40;
    private static readonly PciLocation s_hostile = new(0, 7, 0);

    private static readonly ModelOptions s_machine = new()
    {
        MemoryMiB = 4,
        MaxSteps = 6_000_000,
        StepNs = 200_000, // so that a driver's patience ends after some thousands of them
        Iommu = new IommuOptions(),
        Attach = machine =>
        {
            Properties.Devices.EveryStep.Attach(machine);
            machine.Pci.Add(3, 0, new ModelVirtioBlock(Sectors));
        },
    };

    public static Checker Checker { get; } = DeviceAttack.Checker(
        "A virtio device that lies gets nothing but its own driver's despair", [3, 6, 7], "pci", s_machine,
        [
            .. Enumerable.Range(1, Seeds).SelectMany(seed => new DeviceAttack[]
            {
                new($"buffers that it does not have ({seed})", run => MustBeFoundOut(run, Lies.UsedNumbers, seed)),
                new($"more bytes than there is room for ({seed})", run => MustBeFoundOut(run, Lies.UsedLengths, seed)),
                new($"more buffers than there are ({seed})", run => MustBeFoundOut(run, Lies.UsedIndex, seed)),
                new($"registers that change ({seed})", run => Use(run, Lies.Registers, seed)),
                new($"configuration space that changes ({seed})", run => Use(run, Lies.Configuration, seed)),
                new($"writes to anything, and any message ({seed})", run => Use(run, Lies.Memory, seed)),
                new($"everything at once ({seed})", run => Use(run, Lies.All, seed)),
                new($"everything at once, on two CPUs ({seed})", run => Use(run, Lies.All, seed), s_machine with { Cpus = 2, Seed = (ulong)seed }),
            }),
        ]);

    /// <summary>A lie about the used ring is named; no request that comes back after one is believed.</summary>
    private static void MustBeFoundOut(AttackRun run, Lies lies, int seed)
    {
        var device = new HostileVirtioDisk(Sectors, lies, (ulong)seed) { IsLying = false };
        run.Machine.Pci.Add(7, 0, device);
        BlockDriver honest = new(), victim = new();
        using (honest)
        using (victim)
        {
            byte[] data = new byte[BlockDriver.Sector];
            victim.Write(1, data);
            device.IsLying = true;
            bool isFoundOut = false;
            for (int i = 0; i < Requests && !isFoundOut; i++)
                isFoundOut = !TryRequest(run, victim, i);
            run.MustFail(!isFoundOut, $"{Requests} requests were answered, and no lie was noticed");
            run.MustFail(TryRequest(run, victim, 0), "a driver goes on with a device that it found lying");
            CheckHonest(run, honest);
        }
    }

    /// <summary>Nothing is promised of the device; the rest of the machine goes on.</summary>
    private static void Use(AttackRun run, Lies lies, int seed)
    {
        var device = new HostileVirtioDisk(Sectors, lies, (ulong)seed);
        run.Machine.Pci.Add(7, 0, device);
        using var honest = new BlockDriver();
        for (int life = 0; life < 3; life++)
        {
            try
            {
                using var victim = new BlockDriver();
                for (int i = 0; i < 8 && TryRequest(run, victim, i); i++)
                {
                }
            }
            catch (Exception e) when (e is DeviceFailedException or OstdException)
            {
                run.Require(e is not OstdException { Error: OstdError.Stale }, "a driver that made no mistake has a stale handle");
            }
            CheckHonest(run, honest);
        }
        TryClaim();
        long before = device.Succeeded;
        for (int i = 0; i < 100; i++)
            Ostd.Tasks.Task.Yield();
        run.MustFail(device.Succeeded != before, "a device that nobody has reaches memory, or interrupts");
    }

    private static bool TryRequest(AttackRun run, BlockDriver disk, int number)
    {
        byte[] data = new byte[(1 + number % 3) * BlockDriver.Sector];
        try
        {
            if (number % 4 == 0)
                disk.Write((ulong)number % 8, data);
            else if (number % 4 == 3)
                run.Require(disk.ReadName().Length == 20, "a name is longer than it can be");
            else
                disk.Read((ulong)number % 8, data);
            return true;
        }
        catch (Exception e) when (e is DeviceFailedException or ArgumentException or OstdException { Error: OstdError.InvalidArgs })
        {
            return false;
        }
    }

    private static void TryClaim()
    {
        try
        {
            using var function = PciFunction.Claim(s_hostile);
            foreach (PciBar bar in function.Bars)
            {
                if (!bar.IsPorts)
                    function.MapBar(bar.Index, 0, 1).Dispose();
            }
        }
        catch (OstdException)
        {
            // it was not a function any more when it was looked for, or is a bridge now, or its windows wander
        }
    }

    private static void CheckHonest(AttackRun run, BlockDriver honest)
    {
        byte[] written = new byte[BlockDriver.Sector], read = new byte[BlockDriver.Sector];
        Array.Fill(written, (byte)0x5a);
        honest.Write(5, written);
        honest.Read(5, read);
        run.Require(read.AsSpan().SequenceEqual(written), "an honest disk does not work beside one that lies");
    }
}
