using System;
using Ostd;
using Ostd.Model.Virtio;
using Verification.Attacks.Devices;
using Verification.Drivers;

namespace Verification.Attacks.Pci;

/// <summary>The driver of a device that may lie, and what is asked of it: requests by number, of every kind that it knows.</summary>
internal abstract class VirtioVictim(AttackRun run) : IDisposable
{
    private const ulong PatienceNs = 2_000_000_000;

    private protected AttackRun Run { get; } = run;

    public abstract void Dispose();

    /// <summary>Whether the device answered. What it must not be able to do is an attack that succeeded.</summary>
    public bool TryRequest(int number)
    {
        try
        {
            return IsAnswered(number);
        }
        catch (Exception e) when (e is DeviceFailedException or ArgumentException or OstdException { Error: OstdError.InvalidArgs })
        {
            return false;
        }
    }

    private protected abstract bool IsAnswered(int number);

    internal sealed class Disk(AttackRun run) : VirtioVictim(run)
    {
        private readonly BlockDriver _disk = new();

        public override void Dispose() => _disk.Dispose();

        private protected override bool IsAnswered(int number)
        {
            byte[] data = new byte[(1 + number % 3) * BlockDriver.Sector];
            if (number % 4 == 0)
                _disk.Write((ulong)number % 8, data);
            else if (number % 4 == 3)
                Run.Require(_disk.ReadName().Length == 20, "a name is longer than it can be");
            else
                _disk.Read((ulong)number % 8, data);
            return true;
        }
    }

    /// <param name="run">The attack.</param>
    /// <param name="device">What is sent to it comes back.</param>
    internal sealed class Card(AttackRun run, ModelVirtioNet device) : VirtioVictim(run)
    {
        private readonly NetDriver _card = new();

        public override void Dispose() => _card.Dispose();

        private protected override bool IsAnswered(int number)
        {
            device.IsLoop = true;
            _card.Send(new byte[1 + number * 97 % NetDriver.MaxFrame]);
            if (_card.Receive(PatienceNs) is not { } frame)
                return false;
            Run.Require(frame.Length <= 2048, "a frame is longer than its buffer");
            return true;
        }
    }

    /// <param name="run">The attack.</param>
    /// <param name="device">Somebody types on it.</param>
    internal sealed class Terminal(AttackRun run, ModelVirtioConsole device) : VirtioVictim(run)
    {
        private readonly ConsoleDriver _console = new();

        public override void Dispose() => _console.Dispose();

        private protected override bool IsAnswered(int number)
        {
            device.Type("typed"u8);
            _console.Write(new byte[1 + number * 331 % 3000]);
            Span<byte> read = stackalloc byte[16];
            return _console.Read(read, PatienceNs) > 0;
        }
    }
}
