using System;

namespace Services.Vfs;

/// <summary>The hash under which the dentry cache and directories file names.</summary>
public static class NameHash
{
    // 32-bit FNV-1a: one multiplication a byte, and names are short. The low bits choose the bucket, so the high ones are folded in.
    public const uint Seed = 2166136261;
    private const uint Prime = 16777619;

    public static uint Add(uint hash, byte b) => (hash ^ b) * Prime;

    public static uint Finish(uint hash) => hash ^ hash >> 15;

    public static uint Of(ReadOnlySpan<byte> name)
    {
        uint hash = Seed;
        foreach (byte b in name)
            hash = Add(hash, b);
        return Finish(hash);
    }
}
