namespace Internal.Runtime;

/// <summary>
/// The processor raises the same fault for a zero divisor and for a quotient that does not fit, such as
/// <c>int.MinValue / -1</c>; .NET has an exception for each. So the instruction is decoded to see the divisor
/// (Intel SDM, volume 2, 2.1: prefixes, REX, opcode F6 or F7, ModRM, SIB, displacement).
/// </summary>
internal static unsafe class DivideInstruction
{
    private const byte OperandSizePrefix = 0x66, RexMask = 0xf0, RexPrefix = 0x40, ByteDivide = 0xf6, GsPrefix = 0x65, FsPrefix = 0x64;
    private const int RexWide = 8, RexIndex = 2, RexBase = 1;
    private const int HasSib = 4, NoIndex = 4, NoBase = 5;

    internal static bool DivisorIsZero(in FaultContext context)
    {
        byte* code = (byte*)context.Rip;
        bool is16Bit = false;
        while (*code is OperandSizePrefix or GsPrefix or FsPrefix)
            is16Bit |= *code++ == OperandSizePrefix;

        int rex = (*code & RexMask) == RexPrefix ? *code++ : 0;
        int size = *code++ == ByteDivide ? 1 : (rex & RexWide) != 0 ? 8 : is16Bit ? 2 : 4;
        byte modRM = *code++;
        int mode = modRM >> 6;
        int register = (modRM & 7) | ((rex & RexBase) << 3);
        const int RegisterMode = 3;
        if (mode == RegisterMode)
        {
            // Without REX, byte registers 4 to 7 are the second bytes of registers 0 to 3.
            bool isSecondByte = size == 1 && rex == 0 && register >= 4;
            long value = isSecondByte ? context.General[register - 4] >> 8 : context.General[register];
            return IsZero((byte*)&value, size);
        }

        return IsZero(MemoryOperand(context, code, mode, modRM & 7, rex), size);
    }

    private static byte* MemoryOperand(in FaultContext context, byte* code, int mode, int low, int rex)
    {
        long address = 0;
        bool hasDisplacement32 = mode == 2;
        if (low == HasSib)
        {
            byte sib = *code++;
            int index = ((sib >> 3) & 7) | ((rex & RexIndex) << 2);
            if (index != NoIndex)
                address = context.General[index] << (sib >> 6);

            if ((sib & 7) == NoBase && mode == 0)
                hasDisplacement32 = true;
            else
                address += context.General[(sib & 7) | ((rex & RexBase) << 3)];
        }
        else if (low == NoBase && mode == 0)
        {
            // Relative to the next instruction; division has no immediate operand after the displacement.
            hasDisplacement32 = true;
            address = (long)(code + sizeof(int));
        }
        else
        {
            address = context.General[low | ((rex & RexBase) << 3)];
        }

        if (hasDisplacement32)
            address += *(int*)code;
        else if (mode == 1)
            address += *(sbyte*)code;

        return (byte*)address;
    }

    private static bool IsZero(byte* value, int size)
    {
        for (int i = 0; i < size; i++)
        {
            if (value[i] != 0)
                return false;
        }

        return true;
    }
}
