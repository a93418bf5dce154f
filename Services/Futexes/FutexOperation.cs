using Services.Linux;
using Services.Memory;

namespace Services.Futexes;

/// <summary>The operation and comparison that FUTEX_WAKE_OP packs into one word: op 4 bits, cmp 4 bits, two 12-bit arguments.</summary>
internal readonly record struct FutexOperation(uint Word)
{
    private const uint ShiftArgument = 8;

    /// <summary>Tries to change the word before giving up on somebody who changes it all the time.</summary>
    private const int MaxTries = 1000;

    private uint Operation => Word >> 28 & 7;
    private uint Comparison => Word >> 24 & 15;

    private uint OperationArgument
    {
        get
        {
            // Sign-extended 12 bits, or a power of two.
            uint argument = (uint)((int)(Word << 8) >> 20);
            return (Word >> 28 & ShiftArgument) != 0 ? 1u << (int)(argument & 31) : argument;
        }
    }

    private int ComparisonArgument => (int)(Word << 20) >> 20;

    /// <summary>Changes the user word atomically. ENOSYS for an unknown operation.</summary>
    public Errno Apply(AddressSpace space, ulong address, out uint old)
    {
        old = 0;
        if (Operation > 4)
            return Errno.ENOSYS;
        if (Comparison > 5)
            return Errno.ENOSYS;
        if (!space.TryReadUInt32(address, out uint current))
            return Errno.EFAULT;
        for (int tries = 0; tries < MaxTries; tries++)
        {
            if (!space.TryCompareExchange(address, Result(current), current, out old))
                return Errno.EFAULT;
            if (old == current)
                return Errno.OK;
            current = old;
        }

        return Errno.EAGAIN;
    }

    private uint Result(uint value) => Operation switch
    {
        0 => OperationArgument,
        1 => value + OperationArgument,
        2 => value | OperationArgument,
        3 => value & ~OperationArgument,
        _ => value ^ OperationArgument,
    };

    public bool Compare(uint old)
    {
        int value = (int)old;
        return Comparison switch
        {
            0 => value == ComparisonArgument,
            1 => value != ComparisonArgument,
            2 => value < ComparisonArgument,
            3 => value <= ComparisonArgument,
            4 => value > ComparisonArgument,
            _ => value >= ComparisonArgument,
        };
    }
}
