using System;

namespace Ostd.Model.Devices;

/// <summary>
/// Channel 2 of the 8254 interval timer in mode 0, with its gate and output in port 61h: what a calibration uses. The other channels count for nobody.
/// </summary>
internal sealed class ModelPit(Func<ulong> nowNs) : ModelDevice
{
    private const ulong FrequencyHz = 1_193_182;
    private const ushort Channel2 = 0x42, Command = 0x43, System = 0x61;
    private const byte Gate = 1, Speaker = 2, Output = 0x20;

    private byte _system;
    private bool _highByteNext;
    private uint _count;

    // When the count ends; Never: it does not count.
    private ulong _endNs = ulong.MaxValue;

    internal override bool TryReadPort(ushort port, int width, out uint value)
    {
        value = 0;
        if (width != 1 || port is not (System or Channel2))
            return false;
        value = port == System ? (uint)(_system | (nowNs() >= _endNs ? Output : 0)) : 0;
        return true;
    }

    internal override bool TryWritePort(ushort port, int width, uint value)
    {
        if (width != 1 || port is not (System or Channel2 or Command))
            return false;
        if (port == Command)
        {
            if (value >> 6 == 2)
                (_highByteNext, _count, _endNs) = (false, 0, ulong.MaxValue);
        }
        else if (port == System)
        {
            byte gate = (byte)(value & (Gate | Speaker));
            bool rises = (gate & Gate) != 0 && (_system & Gate) == 0;
            _system = gate;
            if (rises && _count != 0)
                Start();
        }
        else if (!_highByteNext)
        {
            (_count, _highByteNext) = (value & 0xff, true);
        }
        else
        {
            (_count, _highByteNext) = (_count | value << 8 & 0xff00, false);
            if ((_system & Gate) != 0)
                Start();
        }
        return true;
    }

    private void Start() => _endNs = nowNs() + (ulong)(_count == 0 ? 0x1_0000 : _count) * 1_000_000_000 / FrequencyHz;
}
