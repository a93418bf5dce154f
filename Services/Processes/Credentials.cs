using System;

namespace Services.Processes;

/// <summary>
/// Who a thread acts for: user and group identities and capabilities. Immutable: a change makes a new value, so that threads
/// and processes share one freely and nobody sees half a change.
/// </summary>
public sealed partial record Credentials
{
    public const uint RootId = 0;

    /// <summary>Most supplementary groups (NGROUPS_MAX).</summary>
    public const int MaxGroups = 65536;

    public static Credentials Root { get; } = new();

    public uint Uid { get; init; }
    public uint EffectiveUid { get; init; }
    public uint SavedUid { get; init; }

    /// <summary>The user that file access checks and new files go by.</summary>
    public uint FileUid { get; init; }

    public uint Gid { get; init; }
    public uint EffectiveGid { get; init; }
    public uint SavedGid { get; init; }
    public uint FileGid { get; init; }

    /// <summary>Supplementary groups; never changed in place.</summary>
    public uint[] Groups { get; init; } = Array.Empty<uint>();

    public CapabilitySet Permitted { get; init; } = CapabilitySet.All;
    public CapabilitySet Effective { get; init; } = CapabilitySet.All;
    public CapabilitySet Inheritable { get; init; }
    public CapabilitySet Bounding { get; init; } = CapabilitySet.All;
    public CapabilitySet Ambient { get; init; }

    public bool Has(Capability capability) => Effective.Contains(capability);

    /// <summary>Whether the group is the file group or a supplementary one.</summary>
    public bool IsInGroup(uint gid) => gid == FileGid || Array.IndexOf(Groups, gid) >= 0;
}
