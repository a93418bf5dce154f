using System;
using Ostd.Dma;
using Ostd.Sync;
using Ostd.Timers;

namespace Verification.Drivers;

/// <summary>A disk (Virtio 1.2, section 5.2). One request at a time; callers queue up. Task context.</summary>
public sealed class BlockDriver : IDisposable
{
    public const int Sector = 512;

    /// <summary>Bytes of one request.</summary>
    public const int MaxTransfer = 8 * Sector;

    private const ushort Disk = 2;
    private const ulong CanFlush = 1 << 9;
    private const uint ReadRequest = 0, WriteRequest = 1, FlushRequest = 4, NameRequest = 8;
    private const int NameBytes = 20;
    private const ulong TimeoutNs = 5_000_000_000;

    // One page for what the device reads and the status that it writes, one for the data.
    private const long HeaderAt = 0, StatusAt = 16, DataAt = 4096;
    private const int HeaderBytes = 16;

    private readonly Mutex _lock = new();
    private readonly WaitQueue _done = new();
    private readonly VirtioTransport _transport;
    private readonly DmaCoherent _buffer;
    private readonly VirtQueue _queue;
    private readonly Func<bool> _isAnswered;
    private readonly bool _canFlush;
    private bool _hasFailed;

    /// <exception cref="DeviceFailedException">There is something else.</exception>
    /// <exception cref="Ostd.OstdException">There is no disk, or no IOMMU.</exception>
    public BlockDriver()
    {
        _transport = VirtioTransport.Open(Disk, CanFlush, out ulong features);
        _canFlush = (features & CanFlush) != 0;
        try
        {
            Sectors = _transport.DeviceRegisters.Read32(0) | (ulong)_transport.DeviceRegisters.Read32(4) << 32;
            _queue = _transport.AddQueue(0, 16, Wake);
            _buffer = DmaCoherent.Alloc(_transport.Location, pages: 2);
            _isAnswered = () => _queue.HasUsed || _transport.HasFailed;
            _transport.Start(Wake);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Length of the disk, as it says.</summary>
    public ulong Sectors { get; }

    /// <summary>Reads whole sectors, at most <see cref="MaxTransfer"/> bytes.</summary>
    /// <exception cref="DeviceFailedException">The device failed, now or before.</exception>
    /// <exception cref="ArgumentException">Not whole sectors, too many, or not on the disk.</exception>
    public void Read(ulong sector, Span<byte> data)
    {
        Check(sector, data.Length);
        using Mutex.Guard guard = _lock.Lock();
        RequestLocked(ReadRequest, sector, data.Length, deviceWrites: true);
        _buffer.Read(DataAt, data);
    }

    /// <inheritdoc cref="Read"/>
    public void Write(ulong sector, ReadOnlySpan<byte> data)
    {
        Check(sector, data.Length);
        using Mutex.Guard guard = _lock.Lock();
        _buffer.Write(DataAt, data);
        RequestLocked(WriteRequest, sector, data.Length, deviceWrites: false);
    }

    /// <summary>When it returns, what was written before stays, whatever happens.</summary>
    /// <exception cref="DeviceFailedException">The device failed, now or before.</exception>
    public void Flush()
    {
        using Mutex.Guard guard = _lock.Lock();
        if (_canFlush)
            RequestLocked(FlushRequest, 0, 0, deviceWrites: false);
    }

    /// <summary>What the disk calls itself: 20 bytes, any.</summary>
    /// <exception cref="DeviceFailedException">The device failed, now or before.</exception>
    public byte[] ReadName()
    {
        byte[] name = new byte[NameBytes];
        using Mutex.Guard guard = _lock.Lock();
        RequestLocked(NameRequest, 0, NameBytes, deviceWrites: true);
        _buffer.Read(DataAt, name);
        return name;
    }

    private void Check(ulong sector, int length)
    {
        if (length % Sector != 0 || length == 0 || length > MaxTransfer || sector > Sectors || (ulong)(length / Sector) > Sectors - sector)
            throw new ArgumentException($"{length} bytes at sector {sector} are not whole sectors of the disk, at most {MaxTransfer / Sector}.");
    }

    private void RequestLocked(uint kind, ulong sector, int length, bool deviceWrites)
    {
        if (_hasFailed)
            throw new DeviceFailedException("The disk failed before.");
        try
        {
            DoRequestLocked(kind, sector, length, deviceWrites);
        }
        catch (DeviceFailedException)
        {
            _hasFailed = true; // its buffers may still be out
            throw;
        }
    }

    private void DoRequestLocked(uint kind, ulong sector, int length, bool deviceWrites)
    {
        _buffer.WriteOnce64(HeaderAt, kind);
        _buffer.WriteOnce64(HeaderAt + 8, sector);
        _buffer.WriteOnce32(StatusAt, 0xff);
        ulong at = _buffer.DeviceAddress;
        var header = new BufferPart(at + (ulong)HeaderAt, HeaderBytes, DeviceWrites: false);
        var status = new BufferPart(at + (ulong)StatusAt, 1, DeviceWrites: true);
        var data = new BufferPart(at + (ulong)DataAt, (uint)length, deviceWrites);
        if (!_queue.TryAdd(length == 0 ? [header, status] : [header, data, status], out int sent))
            throw new DeviceFailedException("The disk has kept its buffers.");
        _transport.Notify(_queue, 0);
        if (_done.WaitUntil(_isAnswered, null, Clock.MonotonicNs + TimeoutNs) == WaitResult.TimedOut)
            throw new DeviceFailedException("The disk does not answer.");
        if (!_queue.TryTake(out int buffer, out int written) || buffer != sent)
            throw new DeviceFailedException("The disk refuses what it is told, or answers what it was not asked.");
        byte result = (byte)_buffer.ReadOnce32(StatusAt);
        if (result != 0 || written != (deviceWrites ? length + 1 : 1))
            throw new DeviceFailedException($"The disk failed with status {result}, after {written} bytes.");
    }

    // Interrupt context.
    private void Wake() => _done.WakeAll();

    public void Dispose()
    {
        _transport.Dispose();
        _queue?.Dispose();
        _buffer?.Dispose();
    }
}
