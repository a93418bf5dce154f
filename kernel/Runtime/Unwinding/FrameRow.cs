namespace Internal.Runtime;

/// <summary>
/// What a call frame program says about one instruction: where the caller's stack began (DWARF calls it the CFA), and where
/// below that each preserved register was pushed.
/// </summary>
internal unsafe struct FrameRow
{
    /// <summary>DWARF's numbers of registers.</summary>
    internal const int Rbx = 3, Rbp = 6, Rsp = 7, R12 = 12, R13 = 13, R14 = 14, R15 = 15, ReturnAddress = 16, RegisterCount = 17;

    /// <summary>Nothing is saved at the CFA itself, so zero is free to mean this.</summary>
    internal const int Unsaved = 0;

    internal int CfaRegister;
    internal int CfaOffset;
    internal fixed int SavedAt[RegisterCount];

    /// <summary>Replaces the registers of a frame by those of its caller, as they are when the call returns.</summary>
    internal readonly bool TryUnwind(ref Registers registers)
    {
        nint cfa = CfaOffset;
        switch (CfaRegister)
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

        Reload(ref registers.Rbx, SavedAt[Rbx], cfa);
        Reload(ref registers.Rbp, SavedAt[Rbp], cfa);
        Reload(ref registers.R12, SavedAt[R12], cfa);
        Reload(ref registers.R13, SavedAt[R13], cfa);
        Reload(ref registers.R14, SavedAt[R14], cfa);
        Reload(ref registers.R15, SavedAt[R15], cfa);
        Reload(ref registers.Rip, SavedAt[ReturnAddress], cfa);
        registers.Rsp = cfa;
        return SavedAt[ReturnAddress] != Unsaved;
    }

    private static void Reload(ref nint register, int offset, nint cfa)
    {
        if (offset != Unsaved)
            register = *(nint*)(cfa + offset);
    }
}
