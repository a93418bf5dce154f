using System.Collections.Generic;
using System.Text;

namespace Ostd.Model;

/// <summary>A 16550 at register level. What it sends is kept as text; what it receives is typed by the test. What is written while its buffer is full is lost.</summary>
/// <param name="busyPolls">So many times it says that it is still sending, after each byte.</param>
internal sealed class ModelUart(int busyPolls)
{
    internal const ushort Base = 0x3f8;
    internal const int Pin = 4;
    private const int BufferBytes = 16;

    private readonly List<byte> _sent = [];
    private readonly Queue<byte> _received = new();
    private byte _interruptEnable;
    private byte _lineControl;
    private int _busy, _buffered;

    /// <summary>Its interrupt line goes up.</summary>
    internal System.Action? Interrupt;

    internal string Output => Encoding.UTF8.GetString(_sent.ToArray());

    internal void Type(byte[] bytes)
    {
        foreach (byte b in bytes)
            _received.Enqueue(b);
        RaiseIfReady();
    }

    internal byte Read(int register)
    {
        switch (register)
        {
            case 0:
                return _received.TryDequeue(out byte value) ? value : (byte)0;
            case 1:
                return _interruptEnable;
            case 3:
                return _lineControl;
            case 5:
                return (byte)((PollsIdle() ? 0x60 : 0) | (_received.Count > 0 ? 1 : 0));
            default:
                return 0;
        }
    }

    internal void Write(int register, byte value)
    {
        bool divisor = (_lineControl & 0x80) != 0;
        if (register == 0 && !divisor)
            Send(value);
        else if (register == 3)
            _lineControl = value;
        else if (register == 1 && !divisor)
        {
            _interruptEnable = value;
            RaiseIfReady();
        }
    }

    // Asked so often, it has sent what it was given.
    private bool PollsIdle()
    {
        if (_busy > 0)
        {
            _busy--;
            return false;
        }
        _buffered = 0;
        return true;
    }

    private void Send(byte value)
    {
        if (_buffered++ >= BufferBytes)
            return;
        _sent.Add(value);
        _busy = busyPolls;
    }

    private void RaiseIfReady()
    {
        if ((_interruptEnable & 1) != 0 && _received.Count > 0)
            Interrupt?.Invoke();
    }
}
