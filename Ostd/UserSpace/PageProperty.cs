using System;

namespace Ostd.UserSpace;

[Flags]
public enum PageFlags : byte
{
    None = 0, Read = 1, Write = 2, Execute = 4, Accessed = 8, Dirty = 16,
    /// <summary>For the client's own use; travels with the mapping.</summary>
    Client = 32,
}

public enum CachePolicy : byte { WriteBack, WriteThrough, Uncacheable, WriteCombining }

/// <summary>How a page is mapped.</summary>
public readonly record struct PageProperty(PageFlags Flags, CachePolicy Cache = CachePolicy.WriteBack);
