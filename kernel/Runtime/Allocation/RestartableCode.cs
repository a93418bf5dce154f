namespace Internal.Runtime;

/// <summary>
/// A few instructions that take a block off this CPU's free list (kernel/Boot/runtime-alloc.S). They run with interrupts on.
/// When one comes in their middle, the block may be gone, or the task on another CPU, by the time they go on; so they
/// begin again instead. The last of them makes the change, and until then there is nothing to undo.
/// </summary>
internal readonly unsafe struct RestartableCode
{
    private readonly nint _start;
    private readonly nint _end;

    /// <summary>
    /// Where interrupted kernel code must be resumed. The trap handler owes this to every interrupt of the kernel, before
    /// anything else can allocate.
    /// </summary>
    internal static nint ResumeAddress(nint interrupted)
    {
        for (RestartableCode* code = ImageLayout.Current->RestartableCode; code->_start != 0; code++)
        {
            if (interrupted >= code->_start && interrupted < code->_end)
                return code->_start;
        }

        return interrupted;
    }
}
