namespace Internal.Runtime;

/// <summary>
/// How to get from a frame to its caller, in one word. The frames of compiled code are all of one shape: return address,
/// then the preserved registers that the method uses, pushed in a fixed order, then its locals.
/// </summary>
internal readonly unsafe struct FrameRecipe
{
    private const uint SizeMask = 0xffff;
    private const uint FromRbp = 1 << 16;
    private const uint SavesRbp = 1 << 17, SavesR15 = 1 << 18, SavesR14 = 1 << 19;
    private const uint SavesR13 = 1 << 20, SavesR12 = 1 << 21, SavesRbx = 1 << 22;
    private const uint HasHandlersBit = 1 << 23;
    private const uint IsUsableBit = 1 << 24;

    private readonly uint _bits;

    internal FrameRecipe(uint bits) => _bits = bits;

    internal uint Bits => _bits;

    /// <summary>False when the frame has another shape, and its program must be run instead.</summary>
    internal bool IsUsable => (_bits & IsUsableBit) != 0;

    /// <summary>The code has handlers, or is one: see <see cref="HandlerTable"/>.</summary>
    internal bool HasHandlers => (_bits & HasHandlersBit) != 0;

    internal static FrameRecipe Make(in FrameRow row, bool hasHandlers)
    {
        uint bits = hasHandlers ? HasHandlersBit : 0;
        int words = row.CfaOffset / sizeof(nint);
        int next = -sizeof(nint);
        bool fits = words <= SizeMask && row.CfaOffset % sizeof(nint) == 0
            && row.CfaRegister is FrameRow.Rsp or FrameRow.Rbp
            && row.SavedAt[FrameRow.ReturnAddress] == next
            && TryAdd(row, FrameRow.Rbp, SavesRbp, ref next, ref bits)
            && TryAdd(row, FrameRow.R15, SavesR15, ref next, ref bits)
            && TryAdd(row, FrameRow.R14, SavesR14, ref next, ref bits)
            && TryAdd(row, FrameRow.R13, SavesR13, ref next, ref bits)
            && TryAdd(row, FrameRow.R12, SavesR12, ref next, ref bits)
            && TryAdd(row, FrameRow.Rbx, SavesRbx, ref next, ref bits);
        if (!fits)
            return new FrameRecipe(bits);

        if (row.CfaRegister == FrameRow.Rbp)
            bits |= FromRbp;

        return new FrameRecipe(bits | IsUsableBit | (uint)words);
    }

    private static bool TryAdd(in FrameRow row, int register, uint bit, ref int next, ref uint bits)
    {
        int offset = row.SavedAt[register];
        if (offset == FrameRow.Unsaved)
            return true;

        next -= sizeof(nint);
        bits |= bit;
        return offset == next;
    }

    /// <summary>Replaces the registers of a frame by those of its caller, as they are when the call returns.</summary>
    internal void Unwind(ref Registers registers)
    {
        uint bits = _bits;
        nint* next = (nint*)((bits & FromRbp) != 0 ? registers.Rbp : registers.Rsp) + (bits & SizeMask);
        registers.Rsp = (nint)next;
        registers.Rip = *--next;
        if ((bits & SavesRbp) != 0)
            registers.Rbp = *--next;
        if ((bits & SavesR15) != 0)
            registers.R15 = *--next;
        if ((bits & SavesR14) != 0)
            registers.R14 = *--next;
        if ((bits & SavesR13) != 0)
            registers.R13 = *--next;
        if ((bits & SavesR12) != 0)
            registers.R12 = *--next;
        if ((bits & SavesRbx) != 0)
            registers.Rbx = *--next;
    }
}
