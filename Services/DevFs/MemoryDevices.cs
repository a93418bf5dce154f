using System;
using Ostd;
using Ostd.UserSpace;
using Services.Devices;
using Services.Linux;
using Services.Processes;
using Services.TmpFs;
using Services.Vfs;

namespace Services.DevFs;

/// <summary>The devices of major number 1 that are no hardware at all.</summary>
public sealed class MemoryDevice : CharacterDevice
{
    private const uint Major = 1;

    private readonly MemoryDeviceKind _kind;

    private MemoryDevice(MemoryDeviceKind kind, uint minor, string name) : base(new DeviceNumber(Major, minor), name) => _kind = kind;

    public static void RegisterAll(DeviceTable devices)
    {
        devices.Add(new MemoryDevice(MemoryDeviceKind.Null, 3, "null"));
        devices.Add(new MemoryDevice(MemoryDeviceKind.Zero, 5, "zero"));
        devices.Add(new MemoryDevice(MemoryDeviceKind.Full, 7, "full"));
        devices.Add(new MemoryDevice(MemoryDeviceKind.Random, 8, "random"));
        devices.Add(new MemoryDevice(MemoryDeviceKind.Random, 9, "urandom"));
    }

    public override Errno Open(VfsPath path, OpenFlags flags, out FileDescription? file)
    {
        file = _kind == MemoryDeviceKind.Random ? new RandomFile(path, flags) : new MemoryDeviceFile(path, flags, _kind);
        return Errno.OK;
    }
}

internal enum MemoryDeviceKind { Null, Zero, Full, Random }

/// <summary>/dev/null, /dev/zero, /dev/full.</summary>
internal sealed class MemoryDeviceFile : FileDescription
{
    private readonly MemoryDeviceKind _kind;

    public MemoryDeviceFile(VfsPath path, OpenFlags flags, MemoryDeviceKind kind) : base(path, flags) => _kind = kind;

    public override long Read(ref VmWriter destination)
    {
        if (_kind == MemoryDeviceKind.Null)
            return 0;
        long length = destination.Remaining;
        long filled = destination.FillZeros(length, out bool faulted);
        return faulted && filled == 0 && length > 0 ? Errno.EFAULT.Negate() : filled;
    }

    // Written bytes are not even looked at: a bad address goes unnoticed, as on Linux.
    public override long Write(ref VmReader source) => _kind == MemoryDeviceKind.Full ? Errno.ENOSPC.Negate() : source.Remaining;

    public override long ReadAt(long offset, ref VmWriter destination) => Read(ref destination);
    public override long WriteAt(long offset, ref VmReader source) => Write(ref source);
    public override long Seek(long offset, int whence) => (SeekWhence)whence is SeekWhence.Set or SeekWhence.Current or SeekWhence.End ? 0 : Errno.EINVAL.Negate();

    public override Errno OpenForMapping(long length, out FileDescription? mapped)
    {
        mapped = null;
        return _kind == MemoryDeviceKind.Zero ? NamelessFile.Create("dev/zero", length, out mapped) : Errno.ENODEV;
    }
}

/// <summary>/dev/random and /dev/urandom: the same, for the source is seeded before anybody can open them.</summary>
internal sealed class RandomFile : FileDescription
{
    private const int ChunkBytes = 256;
    private const int ChunksPerCheck = 64;

    public RandomFile(VfsPath path, OpenFlags flags) : base(path, flags)
    {
    }

    public override long Read(ref VmWriter destination)
    {
        Span<byte> chunk = stackalloc byte[ChunkBytes];
        long total = 0;
        for (int chunks = 1; destination.Remaining > 0; chunks++)
        {
            Span<byte> part = chunk[..(int)Math.Min(ChunkBytes, destination.Remaining)];
            RandomSource.Fill(part);
            total += destination.Write(part, out bool faulted);
            if (faulted)
                return total > 0 ? total : Errno.EFAULT.Negate();
            if (chunks % ChunksPerCheck == 0 && Thread.CurrentOrNull is { IsInterrupted: true })
                break;
        }
        return total;
    }

    /// <summary>Offered entropy is not needed.</summary>
    public override long Write(ref VmReader source) => source.Remaining;
    public override long ReadAt(long offset, ref VmWriter destination) => Read(ref destination);
    public override long WriteAt(long offset, ref VmReader source) => Write(ref source);
    public override long Seek(long offset, int whence) => 0;

    public override long Control(Thread thread, uint request, ulong argument) => request == IoctlRequests.RNDGETENTCNT
        ? thread.Space.TryWriteInt32(argument, 256) ? 0 : Errno.EFAULT.Negate()
        : request == IoctlRequests.RNDADDTOENTCNT ? 0 : Errno.EINVAL.Negate();
}
