using System.Runtime.CompilerServices;

namespace Internal.Runtime;

/// <summary>
/// The code that a frame is in the middle of: how to unwind it from there, and where its description is. Found by address,
/// and remembered, because programs throw from the same places again and again.
/// </summary>
internal unsafe struct CodeFrame
{
    private byte* _description;
    private FrameRecipe _recipe;
    private nint _address;

    /// <param name="address">Inside an instruction; for a return address, one less, for a call may be the last instruction.</param>
    /// <param name="frame">The frame at that address.</param>
    internal static bool TryFind(nint address, out CodeFrame frame)
    {
        frame._address = address;
        return CodeFrameCache.TryGet(address, out frame._recipe, out frame._description) || frame.TrySearch(address);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TrySearch(nint address)
    {
        byte* description = UnwindIndex.Find(address);
        if (description == null)
            return false;

        UnwindInfo info = default;
        if (!info.TryRead(description) || address < (nint)info.CodeStart || address >= (nint)info.CodeEnd
            || !FrameProgram.TryRun(info, address, out FrameRow row))
            return false;

        _description = description;
        _recipe = FrameRecipe.Make(row, HandlerTable.IsNeededFor(info));
        CodeFrameCache.Add(address, _recipe, description);
        return true;
    }

    /// <summary>Replaces the registers of a frame by those of its caller, as they are when the call returns.</summary>
    internal readonly bool TryUnwind(ref Registers registers)
    {
        if (!_recipe.IsUsable)
            return TryUnwindByProgram(ref registers);

        _recipe.Unwind(ref registers);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly bool TryUnwindByProgram(ref Registers registers)
    {
        UnwindInfo info = default;
        return info.TryRead(_description) && FrameProgram.TryRun(info, _address, out FrameRow row) && row.TryUnwind(ref registers);
    }

    /// <summary>The code has handlers, or is one.</summary>
    internal readonly bool HasHandlers => _recipe.HasHandlers;

    internal readonly HandlerTable Handlers
    {
        get
        {
            UnwindInfo info = default;
            return info.TryRead(_description) ? new HandlerTable(info) : default;
        }
    }
}
