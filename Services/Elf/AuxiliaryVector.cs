using System.Collections.Generic;

namespace Services.Elf;

/// <summary>What the kernel tells a program beside arguments and environment.</summary>
internal sealed class AuxiliaryVector
{
    public const ulong AT_NULL = 0, AT_PHDR = 3, AT_PHENT = 4, AT_PHNUM = 5, AT_PAGESZ = 6, AT_BASE = 7, AT_FLAGS = 8, AT_ENTRY = 9, AT_UID = 11, AT_EUID = 12,
        AT_GID = 13, AT_EGID = 14, AT_PLATFORM = 15, AT_HWCAP = 16, AT_CLKTCK = 17, AT_SECURE = 23, AT_RANDOM = 25, AT_HWCAP2 = 26, AT_EXECFN = 31,
        AT_MINSIGSTKSZ = 51;

    private const int MaxEntries = 24;

    private readonly List<(ulong Key, ulong Value)> _entries = new(MaxEntries);

    /// <summary>Words that the vector takes at most, with its end mark.</summary>
    public int MaxWords => (MaxEntries + 1) * 2;

    public List<(ulong Key, ulong Value)> Entries => _entries;

    public void Add(ulong key, ulong value) => _entries.Add((key, value));
}
