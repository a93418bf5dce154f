using System;
using Ostd;

namespace Services.ProcFs;

/// <summary>The identifiers below /proc/sys/kernel/random.</summary>
internal static class RandomIdentity
{
    /// <summary>A version 4 UUID that nobody had before.</summary>
    public static string Fresh()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomSource.Fill(bytes);
        bytes[6] = (byte)(bytes[6] & 0x0f | 0x40);
        bytes[8] = (byte)(bytes[8] & 0x3f | 0x80);
        string text = "";
        for (int i = 0; i < bytes.Length; i++)
            text += (i is 4 or 6 or 8 or 10 ? "-" : "") + bytes[i].ToString("x2");
        return text;
    }
}
