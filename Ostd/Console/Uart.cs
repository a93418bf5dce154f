using System;
using Ostd.Seam;
using Ostd.Sync;
using Ostd.Traps;

namespace Ostd.Console;

/// <summary>
/// The 16550 serial port at the legacy address: output by polling, so that it works in any context, also in a panic; input by interrupt.
/// </summary>
internal sealed class Uart
{
    private const ushort Base = 0x3f8;
    private const ushort DataPort = Base, InterruptEnable = Base + 1, FifoControl = Base + 2, LineControl = Base + 3, ModemControl = Base + 4, LineStatus = Base + 5;
    private const byte DataReady = 1, TransmitterEmpty = 0x20;

    /// <summary>The I/O APIC pin of the legacy interrupt 4.</summary>
    private const int Pin = 4;

    /// <summary>Bytes the transmit queue holds once it is empty.</summary>
    private const int FifoBytes = 16;

    /// <summary>Reads of the status before a byte is given up: a port that is not there, or whose other end has stopped for good.</summary>
    private const int MaxPolls = 1_000_000;

    /// <summary>Bytes taken by one interrupt.</summary>
    private const int MaxReceived = 64;

    private readonly Machine _machine;

    // Order: innermost; taken with interrupts disabled. Keeps lines whole.
    private readonly SpinLock _lock = new(irq: true);
    private AtomicRef<Action<byte>?> _receiver;

    // Kept for ever.
    private IrqLine? _line;

    internal Uart(Machine machine)
    {
        _machine = machine;
        machine.Out8(InterruptEnable, 0);
        machine.Out8(LineControl, 0x80); // the first two ports are the divisor now:
        machine.Out8(DataPort, 1); //       115200 bits a second
        machine.Out8(InterruptEnable, 0);
        machine.Out8(LineControl, 0x03); // 8 bits, no parity, 1 stop bit
        machine.Out8(FifoControl, 0x07); // queues on and empty, interrupt at the first byte
        machine.Out8(ModemControl, 0x0b); // DTR, RTS, and OUT2, which connects the interrupt line
    }

    internal void Write(ReadOnlySpan<byte> bytes)
    {
        using var guard = _lock.Lock();
        WriteLocked(bytes);
    }

    /// <summary>For a panic: the lock may never be free again.</summary>
    internal void WriteAnyway(ReadOnlySpan<byte> bytes) => WriteLocked(bytes);

    private void WriteLocked(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            for (int polls = 0; (_machine.In8(LineStatus) & TransmitterEmpty) == 0 && polls < MaxPolls; polls++)
                _machine.Pause();
            int part = Math.Min(bytes.Length, FifoBytes);
            foreach (byte b in bytes[..part])
                _machine.Out8(DataPort, b);
            bytes = bytes[part..];
        }
    }

    /// <summary>Bytes that arrived while there was no receiver are in its queue and come first.</summary>
    internal bool TrySetReceiver(Action<byte> receiver)
    {
        if (_receiver.CompareExchange(receiver, null) is not null)
            return false;
        using (_lock.Lock())
            _machine.Out8(InterruptEnable, DataReady);
        return true;
    }

    /// <summary>Connects the port's interrupt line; it stays silent until there is a receiver.</summary>
    internal void EnableInput(Kernel kernel)
    {
        _line = IrqLine.Alloc();
        _line.SetHandler(Receive);
        kernel.Irqs.RoutePin(new IoApic(_machine), Pin, _line.Vector);
    }

    private void Receive()
    {
        Action<byte>? receiver = _receiver.Load(MemoryOrder.Acquire);
        for (int received = 0; received < MaxReceived; received++)
        {
            if ((_machine.In8(LineStatus) & DataReady) == 0)
                return;
            byte value = _machine.In8(DataPort);
            receiver?.Invoke(value);
        }
        // More than its share. The interrupt line is still up, and only a rising edge interrupts: let it fall and rise.
        _machine.Out8(InterruptEnable, 0);
        _machine.Out8(InterruptEnable, DataReady);
    }
}
