using System;

namespace Verification.Drivers;

/// <summary>A console with one port (Virtio 1.2, section 5.3): a stream of bytes in each direction. Task context.</summary>
public sealed class ConsoleDriver : IDisposable
{
    private const ushort Port = 3;
    private const ushort ReceiveQueue = 0, SendQueue = 1;
    private const int SlotBytes = 1024;

    private readonly VirtioTransport _transport;
    private readonly ReceiveRing? _typed;
    private readonly SendRing? _written;

    /// <exception cref="DeviceFailedException">There is something else.</exception>
    /// <exception cref="Ostd.OstdException">There is no console, or no IOMMU.</exception>
    public ConsoleDriver()
    {
        _transport = VirtioTransport.Open(Port, wanted: 0, out _);
        try
        {
            _typed = new ReceiveRing(_transport, ReceiveQueue, SlotBytes);
            _written = new SendRing(_transport, SendQueue, SlotBytes);
            _transport.Start(Wake);
            _typed.Fill();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Writes bytes: on their way when this returns, in the order of the calls.</summary>
    /// <exception cref="DeviceFailedException">The console broke the protocol, or takes nothing.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int count = Math.Min(bytes.Length, SlotBytes);
            _written!.Send(header: 0, bytes[..count]);
            bytes = bytes[count..];
        }
    }

    /// <summary>Reads what was typed; waits for at least one byte. Returns how many; 0: none came in time.</summary>
    /// <exception cref="DeviceFailedException">The console broke the protocol.</exception>
    public int Read(Span<byte> into, ulong timeoutNs) => _typed!.Read(into, timeoutNs);

    // Interrupt context.
    private void Wake()
    {
        _typed?.Wake();
        _written?.Wake();
    }

    public void Dispose()
    {
        _transport.Dispose();
        _typed?.Dispose();
        _written?.Dispose();
    }
}
