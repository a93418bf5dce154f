using System.Runtime;
using System.Runtime.CompilerServices;

namespace Metal;

/// <summary>The instructions in kernel/Boot/usercopy.S that may fault, and where each goes on when its page cannot be had.</summary>
internal static unsafe class UserCopyFixups
{
    private struct Fixup
    {
        internal ulong First;
        internal ulong End;
        internal ulong Resume;
    }

    /// <summary>Where to resume, or 0 when the instruction is not one of them. A handful of entries: a loop will do.</summary>
    internal static ulong Find(ulong rip)
    {
        for (Fixup* fixup = Start(); fixup < End(); fixup++)
        {
            if (rip >= fixup->First && rip < fixup->End)
                return fixup->Resume;
        }

        return 0;
    }

    [RuntimeImport("*", "fixups_start"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern Fixup* Start();

    [RuntimeImport("*", "fixups_end"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern Fixup* End();
}
