using Services.Memory;

namespace Services.Processes;

public sealed partial class Process
{
    /// <summary>Gives back what only living processes have. Called once, by the last thread, before others see the process as ended.</summary>
    internal void ReleaseResources()
    {
        if (HasTimers)
            Timers.CancelAll();
        Files.Release();
        ReleaseSpace();
    }

    internal void ReleaseSpace()
    {
        AddressSpace? space = Space;
        Space = null;
        space?.Release();
    }
}
