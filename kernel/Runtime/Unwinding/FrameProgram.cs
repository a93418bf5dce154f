namespace Internal.Runtime;

/// <summary>
/// Runs call frame programs: byte code that says, instruction by instruction through a prologue, what happened to the stack.
/// </summary>
/// <remarks>
/// The compiler uses a handful of operations, the assembler a few more. Anything else means that this image cannot be
/// unwound here, and the walk ends.
/// </remarks>
internal static unsafe class FrameProgram
{
    private const byte AdvanceLocation = 0x40, Offset = 0x80, Restore = 0xc0, HighOperationMask = 0xc0, LowOperandMask = 0x3f;
    private const byte Nop = 0x00, AdvanceLocation1 = 0x02, AdvanceLocation2 = 0x03, AdvanceLocation4 = 0x04;
    private const byte RememberState = 0x0a, RestoreState = 0x0b;
    private const byte DefineCfa = 0x0c, DefineCfaRegister = 0x0d, DefineCfaOffset = 0x0e;

    private const nint NoLimit = int.MaxValue;

    /// <summary>The row for an address inside the code.</summary>
    internal static bool TryRun(in UnwindInfo info, nint address, out FrameRow row)
    {
        row = default;
        if (!TryRun(info.CommonProgram, info.CommonProgramEnd, info, NoLimit, ref row, default))
            return false;

        FrameRow initial = row;
        return TryRun(info.Program, info.ProgramEnd, info, address - (nint)info.CodeStart, ref row, initial);
    }

    /// <param name="limit">Distance from the start of the code; operations for later instructions are not run.</param>
    /// <param name="initial">What "restore" restores: the row the common program left.</param>
    private static bool TryRun(byte* program, byte* end, in UnwindInfo info, nint limit, ref FrameRow row, in FrameRow initial)
    {
        FrameRow remembered = default;
        nint location = 0;
        UnwindReader reader = new(program);
        while (reader.Position < end)
        {
            byte operation = reader.Byte();
            int operand = operation & LowOperandMask;
            switch (operation & HighOperationMask)
            {
                case AdvanceLocation:
                    location += operand;
                    if (location > limit)
                        return true;

                    continue;
                case Offset:
                    if (operand >= FrameRow.RegisterCount)
                        return false;

                    row.SavedAt[operand] = (int)reader.Varint() * info.DataAlignment;
                    continue;
                case Restore:
                    if (operand >= FrameRow.RegisterCount)
                        return false;

                    row.SavedAt[operand] = initial.SavedAt[operand];
                    continue;
            }

            switch (operation)
            {
                case Nop:
                    break;
                case AdvanceLocation1:
                    location += reader.Byte();
                    break;
                case AdvanceLocation2:
                    location += reader.UInt16();
                    break;
                case AdvanceLocation4:
                    location += (nint)reader.UInt32();
                    break;
                case DefineCfa:
                    row.CfaRegister = (int)reader.Varint();
                    row.CfaOffset = (int)reader.Varint();
                    break;
                case DefineCfaRegister:
                    row.CfaRegister = (int)reader.Varint();
                    break;
                case DefineCfaOffset:
                    row.CfaOffset = (int)reader.Varint();
                    break;
                case RememberState:
                    remembered = row;
                    break;
                case RestoreState:
                    row = remembered;
                    break;
                default:
                    return false;
            }

            if (location > limit)
                return true;
        }

        return true;
    }
}
