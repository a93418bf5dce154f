using System.Numerics;

namespace Ostd.Model;

/// <summary>A local APIC at register level: request and service bits by priority, and the timer (Intel SDM volume 3, chapter 12).</summary>
internal sealed class ModelLocalApic(uint id)
{
    internal const ulong Never = ulong.MaxValue;

    private const uint EntryMasked = 1 << 16;

    private readonly ulong[] _requested = new ulong[4];
    private readonly ulong[] _inService = new ulong[4];
    private readonly int[] _requestedAt = new int[256];
    private uint _spurious;
    private uint _taskPriority;
    private uint _timerEntry = EntryMasked;
    private uint _initialCount;
    private ulong _timerStartedNs;
    private uint _commandHigh;

    /// <summary>An interrupt command was written: destination and vector.</summary>
    internal System.Action<uint, int>? Send;

    internal ulong BaseMsr = 0xfee0_0800;

    /// <summary>When the timer interrupts; <see cref="Never"/> when it is not set.</summary>
    internal ulong TimerNs { get; private set; } = Never;

    internal void Request(int vector)
    {
        if ((_requested[vector >> 6] & 1UL << vector) == 0)
            _requestedAt[vector] = Clock?.Invoke() ?? -1;
        _requested[vector >> 6] |= 1UL << vector;
    }

    /// <summary>The number of the step under way, for <see cref="RequestedAt"/>.</summary>
    internal System.Func<int>? Clock;

    internal bool IsRequested(int vector) => (_requested[vector >> 6] & 1UL << vector) != 0;

    /// <summary>In which step a vector was requested.</summary>
    internal int RequestedAt(int vector) => _requestedAt[vector];

    /// <summary>Where the next interrupt command goes when its low half is written (not x2APIC).</summary>
    internal uint CommandTarget => _commandHigh;

    /// <summary>Some requested interrupt has a higher priority class than everything in service.</summary>
    internal bool HasDeliverable => Highest(_requested) is var vector && vector >= 0 && vector >> 4 > Highest(_inService) >> 4 && vector >> 4 > _taskPriority >> 4;

    /// <summary>Priority class of what is in service, or the task priority if that is higher: only what lies above is delivered.</summary>
    internal int Threshold => System.Math.Max(Highest(_inService) >> 4, (int)(_taskPriority >> 4));

    /// <summary>The most urgent request, or -1.</summary>
    internal int Requested => Highest(_requested);

    /// <summary>Takes the most urgent request into service.</summary>
    internal int Take()
    {
        int vector = Highest(_requested);
        _requested[vector >> 6] &= ~(1UL << vector);
        _inService[vector >> 6] |= 1UL << vector;
        return vector;
    }

    internal void EndInterrupt()
    {
        int vector = Highest(_inService);
        if (vector < 0)
            throw new ModelViolationException("An end of interrupt without an interrupt in service.");
        _inService[vector >> 6] &= ~(1UL << vector);
    }

    internal void OnTime(ulong now)
    {
        if (now < TimerNs)
            return;
        TimerNs = Never;
        if ((_timerEntry & EntryMasked) == 0)
            Request((int)(_timerEntry & 0xff));
    }

    /// <summary>TSC-deadline mode; the counter counts nanoseconds.</summary>
    internal void SetDeadline(ulong tsc)
    {
        if ((_timerEntry >> 17 & 3) != 2)
            throw new ModelViolationException("A TSC deadline was set while the local APIC timer is not in deadline mode.");
        TimerNs = tsc == 0 ? Never : tsc;
    }

    internal uint Read(uint register, ulong now) => register switch
    {
        0x20 => id << 24,
        0x80 => _taskPriority,
        0xf0 => _spurious,
        >= 0x100 and < 0x180 => (uint)(_inService[register - 0x100 >> 5] >> (int)(register >> 4 & 1) * 32),
        0x300 => 0,
        0x310 => _commandHigh,
        0x320 => _timerEntry,
        0x380 => _initialCount,
        0x390 => RemainingCount(now),
        _ => 0,
    };

    internal void Write(uint register, uint value, ulong now)
    {
        switch (register)
        {
            case 0x80:
                _taskPriority = value;
                break;
            case 0xb0:
                EndInterrupt();
                break;
            case 0xf0:
                _spurious = value;
                break;
            case 0x300:
                Send?.Invoke(_commandHigh, (int)(value & 0xff));
                break;
            case 0x310:
                _commandHigh = value >> 24;
                break;
            case 0x320:
                _timerEntry = value;
                break;
            case 0x380:
                _initialCount = value;
                _timerStartedNs = now;
                if ((_timerEntry >> 17 & 3) == 0)
                    TimerNs = value == 0 ? Never : now + value; // the bus clock ticks once a nanosecond, divided by one
                break;
        }
    }

    /// <summary>x2APIC identifiers are not shifted.</summary>
    internal uint ReadX2(uint register, ulong now) => register == 0x20 ? id : Read(register, now);

    internal void SendX2(ulong command) => Send?.Invoke((uint)(command >> 32), (int)(command & 0xff));

    private uint RemainingCount(ulong now)
    {
        ulong elapsed = now - _timerStartedNs;
        return elapsed >= _initialCount ? 0 : _initialCount - (uint)elapsed;
    }

    private static int Highest(ulong[] bits)
    {
        for (int i = 3; i >= 0; i--)
        {
            if (bits[i] != 0)
                return i * 64 + 63 - BitOperations.LeadingZeroCount(bits[i]);
        }
        return -1;
    }
}
