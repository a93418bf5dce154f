using System.Collections;

namespace System.Text;

/// <summary>Seven bits. Whatever lies beyond becomes a question mark, both ways.</summary>
public class ASCIIEncoding : Encoding
{
    private const int AsciiCodePage = 20127;

    public ASCIIEncoding()
        : base(AsciiCodePage)
    {
    }

    public override string EncodingName => "US-ASCII";

    public override string WebName => "us-ascii";

    public override int GetMaxByteCount(int charCount)
    {
        if (charCount < 0)
            CollectionErrors.ThrowNegative(nameof(charCount));
        return checked(charCount + 1);
    }

    public override int GetMaxCharCount(int byteCount)
    {
        if (byteCount < 0)
            CollectionErrors.ThrowNegative(nameof(byteCount));
        return byteCount;
    }

    public override int GetByteCount(ReadOnlySpan<char> chars) => chars.Length;

    public override int GetCharCount(ReadOnlySpan<byte> bytes) => bytes.Length;

    private protected override bool TryEncode(ReadOnlySpan<char> chars, Span<byte> bytes, out int written)
    {
        written = chars.Length;
        if (bytes.Length < chars.Length)
            return false;
        for (int i = 0; i < chars.Length; i++)
            bytes[i] = chars[i] < 0x80 ? (byte)chars[i] : (byte)'?';
        return true;
    }

    private protected override bool TryDecode(ReadOnlySpan<byte> bytes, Span<char> chars, out int written)
    {
        written = bytes.Length;
        if (chars.Length < bytes.Length)
            return false;
        for (int i = 0; i < bytes.Length; i++)
            chars[i] = bytes[i] < 0x80 ? (char)bytes[i] : '?';
        return true;
    }
}
