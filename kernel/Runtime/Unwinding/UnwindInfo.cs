namespace Internal.Runtime;

/// <summary>What the image says about a piece of code: where it begins, how to unwind it, and its handlers.</summary>
/// <remarks>
/// A description (DWARF's FDE) names the format it is in (CIE), the code range, the handler data, and then a small program
/// that says how each instruction of the prologue moved the stack; see <see cref="FrameProgram"/>.
/// </remarks>
internal unsafe struct UnwindInfo
{
    internal byte* CodeStart;
    internal byte* CodeEnd;

    /// <summary>The compiler's handler data of this piece of code, or null for assembly stubs.</summary>
    internal byte* HandlerData;

    internal byte* CommonProgram;
    internal byte* CommonProgramEnd;
    internal byte* Program;
    internal byte* ProgramEnd;
    internal int DataAlignment;

    /// <summary>False when the description is in a format that is not expected.</summary>
    internal bool TryRead(byte* description)
    {
        UnwindReader reader = new(description);
        uint length = reader.UInt32();
        ProgramEnd = reader.Position + length;
        byte* common = reader.Position - reader.UInt32();
        if (!TryReadCommon(common, out bool hasHandlerData))
            return false;

        CodeStart = reader.RelativePointer();
        CodeEnd = CodeStart + reader.UInt32();
        uint augmentationLength = reader.Varint();
        Program = reader.Position + augmentationLength;
        if (hasHandlerData)
            HandlerData = reader.RelativePointer();

        return true;
    }

    private bool TryReadCommon(byte* common, out bool hasHandlerData)
    {
        UnwindReader reader = new(common);
        uint length = reader.UInt32();
        CommonProgramEnd = reader.Position + length;
        hasHandlerData = false;

        // Identification 0, version 1, then the augmentation: "zR" in stubs, "zLR" in compiled code.
        const byte Version = 1;
        if (reader.UInt32() != 0 || reader.Byte() != Version || reader.Byte() != 'z')
            return false;

        for (byte letter = reader.Byte(); letter != 0; letter = reader.Byte())
            hasHandlerData |= letter == 'L';

        reader.Varint();                        // code alignment: always 1 on x86
        DataAlignment = reader.SignedVarint();
        reader.Varint();                        // return address column: always 16
        uint augmentationLength = reader.Varint();
        CommonProgram = reader.Position + augmentationLength;
        return true;
    }
}
