using System;
using System.Collections.Generic;

namespace Ostd.Model.Virtio;

/// <summary>A network card (Virtio 1.2, section 5.1) on a wire whose other end is the host's: frames that were sent are kept, or come back.</summary>
internal sealed class ModelVirtioNet(ulong seed = 1) : ModelVirtioDevice(type: 1, 0x02_00_00, queues: 2, HasAddress, seed)
{
    internal const ulong HasAddress = 1 << 5;

    /// <summary>What stands before every frame (section 5.1.6).</summary>
    private const int HeaderBytes = 12, BufferCountAt = 10;

    private const int ReceiveQueue = 0;

    private readonly Queue<byte[]> _incoming = [];

    internal List<byte[]> Sent { get; } = [];

    /// <summary>What is sent comes back.</summary>
    internal bool IsLoop { get; set; }

    internal static ReadOnlySpan<byte> Address => [0x52, 0x54, 0, 0x12, 0x34, 0x56];

    /// <summary>A frame arrives on the wire.</summary>
    internal void Receive(byte[] frame) => _incoming.Enqueue(frame);

    private protected override byte ReadDeviceConfig(ulong offset) => offset < 6 ? Address[(int)offset] : (byte)0;

    private protected override bool IsReady(int queue) => queue != ReceiveQueue || _incoming.Count > 0;

    private protected override uint? CarryOut(int queue, VirtioChain chain)
    {
        if (queue != ReceiveQueue)
            return Send(chain);
        byte[] frame = _incoming.Dequeue();
        byte[] buffer = new byte[HeaderBytes + frame.Length];
        buffer[BufferCountAt] = 1;
        frame.CopyTo(buffer, HeaderBytes);
        if (buffer.Length > Room(chain))
            return 0; // the driver's buffers are too small: the frame is lost
        return Scatter(chain, 0, buffer) ? (uint)buffer.Length : null;
    }

    private uint? Send(VirtioChain chain)
    {
        if (Gather(chain) is not { Length: >= HeaderBytes } buffer)
            return null;
        byte[] frame = buffer[HeaderBytes..];
        Sent.Add(frame);
        if (IsLoop)
            _incoming.Enqueue(frame);
        return 0;
    }
}
