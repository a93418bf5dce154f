using System;

namespace Services.Linux;

/// <summary>Names are bytes to Linux. As strings they are kept byte by byte, so that nothing is lost on the way back.</summary>
public static class ByteText
{
    public static string ToString(ReadOnlySpan<byte> bytes)
    {
        var text = new char[bytes.Length];
        for (int i = 0; i < text.Length; i++)
            text[i] = (char)bytes[i];
        return new string(text);
    }

    /// <summary>The bytes of a text that was made by <see cref="ToString(ReadOnlySpan{byte})"/>, or is ASCII.</summary>
    public static byte[] ToBytes(string text)
    {
        var bytes = new byte[text.Length];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)text[i];
        return bytes;
    }
}
