using System.Runtime.CompilerServices;

namespace Internal.Runtime;

/// <summary>
/// Goes from a frame to its caller by running the call frame program up to the current instruction. A program first says
/// where the caller's stack began (the CFA) and, as the prologue goes on, where each preserved register was pushed.
/// </summary>
/// <remarks>
/// The compiler uses a handful of operations, the assembler a few more. Anything else means this image cannot be unwound
/// here, and the walk ends.
/// </remarks>
internal static unsafe class FrameUnwinder
{
    private const byte AdvanceLocation = 0x40, Offset = 0x80, Restore = 0xc0, HighOperationMask = 0xc0, LowOperandMask = 0x3f;
    private const byte Nop = 0x00, AdvanceLocation1 = 0x02, AdvanceLocation2 = 0x03, AdvanceLocation4 = 0x04;
    private const byte RememberState = 0x0a, RestoreState = 0x0b;
    private const byte DefineCfa = 0x0c, DefineCfaRegister = 0x0d, DefineCfaOffset = 0x0e;

    /// <summary>DWARF's numbers of registers.</summary>
    private const int Rbx = 3, Rbp = 6, Rsp = 7, R12 = 12, R13 = 13, R14 = 14, R15 = 15, ReturnAddress = 16, RegisterCount = 17;

    private const int Unsaved = 0;

    private const nint NoLimit = int.MaxValue;

    private struct Row
    {
        internal int CfaRegister;
        internal int CfaOffset;

        /// <summary>From the CFA, which is above all that is saved: so zero is free to mean "not saved".</summary>
        internal Offsets SavedAt;
    }

    [InlineArray(RegisterCount)]
    private struct Offsets
    {
        private int _first;
    }

    /// <summary>Replaces the registers of a frame by those of its caller, as they are when the call returns.</summary>
    internal static bool TryUnwind(ref Registers registers, in UnwindInfo info)
    {
        Row row = default;
        if (!TryRun(info, registers.Rip, ref row))
            return false;

        nint cfa = row.CfaOffset;
        switch (row.CfaRegister)
        {
            case Rsp:
                cfa += registers.Rsp;
                break;
            case Rbp:
                cfa += registers.Rbp;
                break;
            default:
                return false;
        }

        Reload(ref registers.Rbx, row.SavedAt[Rbx], cfa);
        Reload(ref registers.Rbp, row.SavedAt[Rbp], cfa);
        Reload(ref registers.R12, row.SavedAt[R12], cfa);
        Reload(ref registers.R13, row.SavedAt[R13], cfa);
        Reload(ref registers.R14, row.SavedAt[R14], cfa);
        Reload(ref registers.R15, row.SavedAt[R15], cfa);
        Reload(ref registers.Rip, row.SavedAt[ReturnAddress], cfa);
        registers.Rsp = cfa;
        return row.SavedAt[ReturnAddress] != Unsaved;
    }

    private static void Reload(ref nint register, int offset, nint cfa)
    {
        if (offset != Unsaved)
            register = *(nint*)(cfa + offset);
    }

    private static bool TryRun(in UnwindInfo info, nint address, ref Row row)
    {
        if (!TryRun(info.CommonProgram, info.CommonProgramEnd, info, NoLimit, ref row, default))
            return false;

        Row initial = row;
        return TryRun(info.Program, info.ProgramEnd, info, address - (nint)info.CodeStart, ref row, initial);
    }

    /// <param name="limit">Distance from the start of the code; operations for later instructions are not run.</param>
    /// <param name="initial">What "restore" restores: the state the common program left.</param>
    private static bool TryRun(byte* program, byte* end, in UnwindInfo info, nint limit, ref Row row, Row initial)
    {
        Row remembered = default;
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
                    if (operand >= RegisterCount)
                        return false;

                    row.SavedAt[operand] = (int)reader.Varint() * info.DataAlignment;
                    continue;
                case Restore:
                    if (operand >= RegisterCount)
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
