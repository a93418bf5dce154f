using Internal.Runtime;

namespace Metal;

/// <summary>The boot loader's memory map: where the boot heap can go.</summary>
internal static unsafe partial class BootMemory
{
    private const int MostEntries = 128;
    private const int LongestCommandLine = 4096;
    private const ulong PageSize = 4096;

    private static ulong ImageStart => (ulong)ImageLayout.Current->Start - AddressSpace.KernelBase;
    private static ulong ImageEnd => (ulong)ImageLayout.Current->End - AddressSpace.KernelBase;

    /// <summary>Gives the RAM right behind the image to the boot heap. Runs before anything can be allocated.</summary>
    internal static void Claim(StartInfo* info)
    {
        if (info->Magic != StartInfo.ExpectedMagic || info->Version < 1 || info->MemoryMapEntries > MostEntries)
            Panic.Stop("The boot loader is not one of the PVH kind, version 1.", "");

        ulong start = (ImageEnd + PageSize - 1) & ~(PageSize - 1);
        ulong end = start;
        for (int i = 0; i < (int)info->MemoryMapEntries; i++)
        {
            MemoryMapEntry* entry = info->Entry(i);
            if (entry->Kind == MemoryMapEntry.Ram && entry->Start <= start && entry->End > start)
                end = entry->End;
        }

        for (int i = 0; i < (int)info->ModuleCount; i++)
        {
            ulong module = info->Module(i)->Start;
            if (module >= start && module < end)
                end = module;
        }

        if (end > start + BootHeapSize)
            end = start + BootHeapSize;
        if (end > AddressSpace.BootLinearSize)
            end = AddressSpace.BootLinearSize;
        BootHeap.Initialize(AddressSpace.Linear(start), AddressSpace.Linear(end & ~(PageSize - 1)));
    }

    /// <summary>The words behind the kernel on the boot loader's command line.</summary>
    internal static string CommandLine(StartInfo* info)
    {
        ulong physical = info->CommandLine;
        if (physical == 0)
            return "";
        byte* text = AddressSpace.Linear(physical);
        int length = 0;
        while (length < LongestCommandLine && text[length] != 0)
            length++;
        char[] characters = new char[length];
        for (int i = 0; i < length; i++)
            characters[i] = (char)text[i];
        return new string(characters);
    }
}
