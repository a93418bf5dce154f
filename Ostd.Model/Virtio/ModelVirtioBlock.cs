using System;

namespace Ostd.Model.Virtio;

/// <summary>A disk in the host's memory (Virtio 1.2, section 5.2): read, write, flush, and its name.</summary>
internal sealed class ModelVirtioBlock(int sectors, ulong seed = 1) : ModelVirtioDevice(type: 2, 0x01_80_00, queues: 1, CanFlush, seed)
{
    internal const int Sector = 512;
    internal const ulong CanFlush = 1 << 9;

    private const uint ReadRequest = 0, WriteRequest = 1, FlushRequest = 4, NameRequest = 8;
    private const byte Done = 0, Failed = 1, Unsupported = 2;
    private const int HeaderBytes = 16, NameBytes = 20;

    internal byte[] Disk { get; } = new byte[sectors * Sector];

    internal int Flushes { get; private set; }

    private protected override bool KeepsOrder => false;

    private protected override byte ReadDeviceConfig(ulong offset) => offset < 8 ? (byte)((ulong)sectors >> 8 * (int)offset) : (byte)0;

    private protected override uint? CarryOut(int queue, VirtioChain chain)
    {
        long room = Room(chain) - 1; // the last byte says how it went
        if (Gather(chain) is not { Length: >= HeaderBytes } request || room < 0)
            return null;
        ulong sector = BitConverter.ToUInt64(request, 8);
        ReadOnlySpan<byte> data = request.AsSpan(HeaderBytes);
        ReadOnlySpan<byte> answer = [];
        byte status = Done;
        switch (BitConverter.ToUInt32(request))
        {
            case ReadRequest when IsOnDisk(sector, room):
                answer = Disk.AsSpan((int)sector * Sector, (int)room);
                break;
            case WriteRequest when IsOnDisk(sector, data.Length):
                data.CopyTo(Disk.AsSpan((int)sector * Sector));
                break;
            case ReadRequest or WriteRequest:
                status = Failed;
                break;
            case FlushRequest:
                Flushes++;
                break;
            case NameRequest when room >= NameBytes:
                answer = "asterism model disk\0"u8;
                break;
            default:
                status = Unsupported;
                break;
        }
        return Scatter(chain, 0, answer) && Scatter(chain, room, [status]) ? (uint)(status == Done ? answer.Length + 1 : 1) : null;
    }

    private bool IsOnDisk(ulong sector, long length) => length % Sector == 0 && sector <= (ulong)sectors && (ulong)(length / Sector) <= (ulong)sectors - sector;
}
