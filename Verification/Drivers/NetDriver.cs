using System;

namespace Verification.Drivers;

/// <summary>A network card (Virtio 1.2, section 5.1): whole Ethernet frames. Task context.</summary>
public sealed class NetDriver : IDisposable
{
    /// <summary>Bytes of a frame, with its header, without its checksum.</summary>
    public const int MaxFrame = 1514;

    private const ushort Card = 1;
    private const ulong HasAddress = 1 << 5;
    private const ushort ReceiveQueue = 0, SendQueue = 1;
    private const int HeaderBytes = 12, SlotBytes = 2048;

    private readonly VirtioTransport _transport;
    private readonly ReceiveRing? _received;
    private readonly SendRing? _sent;

    /// <exception cref="DeviceFailedException">There is something else.</exception>
    /// <exception cref="Ostd.OstdException">There is no card, or no IOMMU.</exception>
    public NetDriver()
    {
        _transport = VirtioTransport.Open(Card, HasAddress, out ulong features);
        try
        {
            for (int i = 0; i < Address.Length && (features & HasAddress) != 0; i++)
                Address[i] = _transport.DeviceRegisters.Read8(i);
            _received = new ReceiveRing(_transport, ReceiveQueue, SlotBytes);
            _sent = new SendRing(_transport, SendQueue, SlotBytes);
            _transport.Start(Wake);
            _received.Fill();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The card's own; zeros when it does not say.</summary>
    public byte[] Address { get; } = new byte[6];

    /// <summary>Sends a frame: copied, and on its way when this returns.</summary>
    /// <exception cref="ArgumentException">It is longer than <see cref="MaxFrame"/>.</exception>
    /// <exception cref="DeviceFailedException">The card broke the protocol, or takes nothing.</exception>
    public void Send(ReadOnlySpan<byte> frame)
    {
        if (frame.Length > MaxFrame)
            throw new ArgumentException($"A frame of {frame.Length} bytes: at most {MaxFrame}.");
        _sent!.Send(HeaderBytes, frame);
    }

    /// <summary>The next frame. Null: none came in time.</summary>
    /// <exception cref="DeviceFailedException">The card broke the protocol.</exception>
    public byte[]? Receive(ulong timeoutNs) => _received!.Receive(HeaderBytes, timeoutNs);

    // Interrupt context.
    private void Wake()
    {
        _received?.Wake();
        _sent?.Wake();
    }

    public void Dispose()
    {
        _transport.Dispose();
        _received?.Dispose();
        _sent?.Dispose();
    }
}
