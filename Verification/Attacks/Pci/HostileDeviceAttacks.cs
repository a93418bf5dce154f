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

/// <summary>A disk, a network card and a console that lie, in each way alone and in all at once, under drivers that may believe nothing; an honest disk is beside them.</summary>
internal static class HostileDeviceAttacks
{
    private const int Sectors = 32, Requests = 40;
    private static readonly ulong[] s_seeds = [1, 2];
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

    /// <summary>A device that can be made hostile, and its driver.</summary>
    private sealed record Kind(string Name, Func<VirtioLiar, ulong, ModelVirtioDevice> MakeDevice, Func<AttackRun, ModelVirtioDevice, VirtioVictim> OpenDriver);

    private static readonly Kind[] s_kinds =
    [
        new("disk", (liar, seed) => new ModelVirtioBlock(Sectors, seed) { Liar = liar }, (run, _) => new VirtioVictim.Disk(run)),
        new("card", (liar, seed) => new ModelVirtioNet(seed) { Liar = liar }, (run, device) => new VirtioVictim.Card(run, (ModelVirtioNet)device)),
        new("console", (liar, seed) => new ModelVirtioConsole(seed) { Liar = liar }, (run, device) => new VirtioVictim.Terminal(run, (ModelVirtioConsole)device)),
    ];

    public static Checker Checker { get; } = DeviceAttack.Checker(
        "A virtio device that lies gets nothing but its own driver's despair", [3, 6, 7], "pci", s_machine, [.. s_kinds.SelectMany(kind => s_seeds.SelectMany(seed => Attacks(kind, seed)))]);

    private static DeviceAttack[] Attacks(Kind kind, ulong seed) =>
    [
        new($"a {kind.Name} with buffers that it does not have ({seed})", run => MustBeFoundOut(run, kind, Lies.UsedNumbers, seed)),
        new($"a {kind.Name} with more bytes than there is room for ({seed})", run => MustBeFoundOut(run, kind, Lies.UsedLengths, seed)),
        new($"a {kind.Name} with more buffers than there are ({seed})", run => MustBeFoundOut(run, kind, Lies.UsedIndex, seed)),
        new($"a {kind.Name} with registers that change ({seed})", run => Use(run, kind, Lies.Registers, seed)),
        new($"a {kind.Name} with a configuration space that changes ({seed})", run => Use(run, kind, Lies.Configuration, seed)),
        new($"a {kind.Name} with writes to anything, and any message ({seed})", run => Use(run, kind, Lies.Memory, seed)),
        new($"a {kind.Name} with everything at once ({seed})", run => Use(run, kind, Lies.All, seed)),
        new($"a {kind.Name} with everything at once, on two CPUs ({seed})", run => Use(run, kind, Lies.All, seed), s_machine with { Cpus = 2, Seed = seed }),
    ];

    /// <summary>A lie about the used ring is named; no request that comes back after one is believed.</summary>
    private static void MustBeFoundOut(AttackRun run, Kind kind, Lies lies, ulong seed)
    {
        var liar = new VirtioLiar(lies, seed) { IsLying = false };
        ModelVirtioDevice device = PlugIn(run, kind.MakeDevice(liar, seed));
        using var honest = new BlockDriver();
        using VirtioVictim victim = kind.OpenDriver(run, device);
        run.Require(victim.TryRequest(0), "a device that does not lie yet does not answer");
        liar.IsLying = true;
        bool isFoundOut = false;
        for (int i = 0; i < Requests && !isFoundOut; i++)
            isFoundOut = !victim.TryRequest(i);
        run.MustFail(!isFoundOut, $"{Requests} requests were answered, and no lie was noticed");
        run.MustFail(victim.TryRequest(0), "a driver goes on with a device that it found lying");
        CheckHonest(run, honest);
    }

    /// <summary>Nothing is promised of the device; the rest of the machine goes on.</summary>
    private static void Use(AttackRun run, Kind kind, Lies lies, ulong seed)
    {
        var liar = new VirtioLiar(lies, seed);
        ModelVirtioDevice device = PlugIn(run, kind.MakeDevice(liar, seed));
        using var honest = new BlockDriver();
        for (int life = 0; life < 3; life++)
        {
            try
            {
                using VirtioVictim victim = kind.OpenDriver(run, device);
                for (int i = 0; i < 8 && victim.TryRequest(i); i++)
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
        long before = liar.Succeeded;
        for (int i = 0; i < 100; i++)
            Ostd.Tasks.Task.Yield();
        run.MustFail(liar.Succeeded != before, "a device that nobody has reaches memory, or interrupts");
    }

    private static ModelVirtioDevice PlugIn(AttackRun run, ModelVirtioDevice device)
    {
        run.Machine.Pci.Add(s_hostile.Device, s_hostile.Function, device);
        return device;
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
