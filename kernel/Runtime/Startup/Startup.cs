namespace Internal.Runtime;

/// <summary>Brings the runtime up, once, on the boot CPU.</summary>
/// <remarks>
/// Until this is done C# code may run, but must not touch a static field that holds references, of whatever class, nor
/// throw. The GS base must point at a CPU block with empty free lists, and <c>AsterismAllocate</c> must work.
/// </remarks>
internal static unsafe class Startup
{
    internal static void Initialize()
    {
        LayoutCheck.CheckHeader(Header);
        StaticRegions.Initialize(Header->Find(SectionId.GCStatics));
        ObjectAllocator.Initialize();
        HardwareFaults.Initialize();
        LayoutCheck.CheckTypes();
        RunAll(Header->Find(SectionId.EagerConstructors));
        RunAll(Header->Find(SectionId.ModuleInitializers));
    }

    internal static ReadyToRunHeader* Header => *(ReadyToRunHeader**)ImageLayout.Current->Modules;

    private static void RunAll(ReadyToRunSection section)
    {
        for (int* code = (int*)section.Start; code < section.End; code++)
            ((delegate*<void>)MethodTable.Relative(code))();
    }
}
