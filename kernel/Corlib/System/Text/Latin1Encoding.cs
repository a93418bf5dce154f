using System.Collections;

namespace System.Text;

/// <summary>The first 256 characters as bytes. Whatever lies beyond becomes a question mark; .NET would first look for a
/// letter that resembles it.</summary>
internal sealed class Latin1Encoding : Encoding
{
    private const int Latin1CodePage = 28591;

    public Latin1Encoding()
        : base(Latin1CodePage)
    {
    }

    public override string EncodingName => "Western European (ISO)";

    public override string WebName => "iso-8859-1";

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
            bytes[i] = chars[i] <= 0xff ? (byte)chars[i] : (byte)'?';
        return true;
    }

    private protected override bool TryDecode(ReadOnlySpan<byte> bytes, Span<char> chars, out int written)
    {
        written = bytes.Length;
        if (chars.Length < bytes.Length)
            return false;
        AsciiRuns.Widen(bytes, chars);
        return true;
    }
}
