namespace Internal.Runtime;

/// <summary>The compiler's table of contents of the image: sections by number.</summary>
internal unsafe struct ReadyToRunHeader
{
    internal const uint ExpectedSignature = 0x0052_5452;
    internal const ushort ExpectedMajorVersion = 16;

    internal readonly uint Signature;
    internal readonly ushort MajorVersion;
    internal readonly ushort MinorVersion;
    private readonly uint _flags;
    private readonly ushort _sectionCount;
    internal readonly byte EntrySize;
    private readonly byte _entryType;

    /// <summary>An empty section when the image does not have it.</summary>
    internal readonly ReadyToRunSection Find(SectionId id)
    {
        fixed (ReadyToRunHeader* self = &this)
        {
            ReadyToRunSection* sections = (ReadyToRunSection*)(self + 1);
            for (int i = 0; i < _sectionCount; i++)
            {
                if (sections[i].Id == id)
                    return sections[i];
            }
        }

        return default;
    }
}

internal enum SectionId
{
    /// <summary>Where references in static fields live: one cell a class, by relative address.</summary>
    GCStatics = 201,

    /// <summary>Static constructors to be run at start-up, by relative address.</summary>
    EagerConstructors = 205,

    ModuleInitializers = 213,
}

internal readonly unsafe struct ReadyToRunSection
{
    internal readonly SectionId Id;
    private readonly int _flags;
    internal readonly byte* Start;
    internal readonly byte* End;
}
