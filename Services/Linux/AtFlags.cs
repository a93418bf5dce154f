using System;

namespace Services.Linux;

/// <summary>The AT_* flags of the calls that take a directory descriptor and a path.</summary>
[Flags]
public enum AtFlags
{
    None = 0, NoFollow = 0x100, RemoveDirectory = 0x200, EffectiveAccess = 0x200, Follow = 0x400, NoAutomount = 0x800, EmptyPath = 0x1000,
    StatxSyncMask = 0x6000,
}
