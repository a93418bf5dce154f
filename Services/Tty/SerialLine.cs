using System;
using Ostd.Console;
using Ostd.Sync;
using Ostd.Tasks;

namespace Services.Tty;

/// <summary>
/// The console's serial port as a terminal line. Bytes arrive in interrupts, which can neither sleep nor send signals, so
/// a task carries them on to the terminal.
/// </summary>
public sealed class SerialLine : ITerminalLine
{
    /// <summary>Bytes that may arrive before the task runs; more are lost, as on any serial port.</summary>
    private const int BufferBytes = 4096;

    /// <summary>Protects the buffer; taken in interrupts.</summary>
    private readonly SpinLock _lock = new(irq: true);
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _head;
    private int _count;

    private readonly WaitQueue _arrived = new();

    public void Send(ReadOnlySpan<byte> bytes) => SerialConsole.Write(bytes);

    /// <summary>Begins to carry input to <paramref name="terminal"/>. Once.</summary>
    public void Start(Terminal terminal)
    {
        SerialConsole.SetReceiver(OnByte);
        Task.Spawn(() => Carry(terminal), name: "console");
    }

    private void OnByte(byte value)
    {
        using (_lock.Lock())
        {
            if (_count == BufferBytes)
                return;
            _buffer[(_head + _count) & (BufferBytes - 1)] = value;
            _count++;
        }
        _arrived.WakeOne();
    }

    private void Carry(Terminal terminal)
    {
        var chunk = new byte[64];
        while (true)
        {
            _arrived.WaitUntil(() => _count > 0);
            terminal.Receive(chunk.AsSpan(0, Take(chunk)));
        }
    }

    private int Take(Span<byte> chunk)
    {
        using var guard = _lock.Lock();
        int length = Math.Min(_count, chunk.Length);
        for (int i = 0; i < length; i++)
            chunk[i] = _buffer[(_head + i) & (BufferBytes - 1)];
        _head = (_head + length) & (BufferBytes - 1);
        _count -= length;
        return length;
    }
}
