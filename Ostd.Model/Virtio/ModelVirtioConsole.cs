using System;
using System.Collections.Generic;

namespace Ostd.Model.Virtio;

/// <summary>A console with one port (Virtio 1.2, section 5.3): bytes in, bytes out.</summary>
internal sealed class ModelVirtioConsole(ulong seed = 1) : ModelVirtioDevice(type: 3, 0x07_80_00, queues: 2, features: 0, seed)
{
    private const int ReceiveQueue = 0;

    private readonly Queue<byte> _typed = [];

    /// <summary>What was written to it.</summary>
    internal List<byte> Output { get; } = [];

    /// <summary>Somebody types.</summary>
    internal void Type(ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
            _typed.Enqueue(b);
    }

    private protected override byte ReadDeviceConfig(ulong offset) => 0;

    private protected override bool IsReady(int queue) => queue != ReceiveQueue || _typed.Count > 0;

    private protected override uint? CarryOut(int queue, VirtioChain chain)
    {
        if (queue != ReceiveQueue)
        {
            if (Gather(chain) is not { } written)
                return null;
            Output.AddRange(written);
            return 0;
        }
        byte[] part = new byte[(int)Math.Min(Room(chain), _typed.Count)];
        for (int i = 0; i < part.Length; i++)
            part[i] = _typed.Dequeue();
        return Scatter(chain, 0, part) ? (uint)part.Length : null;
    }
}
