using System.Diagnostics.CodeAnalysis;

namespace System.Text;

/// <summary>Text to bytes and back. There are the three encodings that need no tables: UTF-8, ASCII and Latin-1.</summary>
public abstract partial class Encoding
{
    private protected Encoding(int codePage) => CodePage = codePage;

    public static Encoding UTF8 { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true);

    public static Encoding ASCII { get; } = new ASCIIEncoding();

    public static Encoding Latin1 { get; } = new Latin1Encoding();

    public static Encoding Default { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    public virtual int CodePage { get; }

    public abstract string EncodingName { get; }

    public abstract string WebName { get; }

    public virtual bool IsSingleByte => true;

    public virtual ReadOnlySpan<byte> Preamble => default;

    public byte[] GetPreamble() => Preamble.ToArray();

    public abstract int GetMaxByteCount(int charCount);

    public abstract int GetMaxCharCount(int byteCount);

    public abstract int GetByteCount(ReadOnlySpan<char> chars);

    public abstract int GetCharCount(ReadOnlySpan<byte> bytes);

    /// <summary>Writes all, or says that there is not enough room; then what the buffer holds has no meaning.</summary>
    private protected abstract bool TryEncode(ReadOnlySpan<char> chars, Span<byte> bytes, out int written);

    private protected abstract bool TryDecode(ReadOnlySpan<byte> bytes, Span<char> chars, out int written);

    public bool TryGetBytes(ReadOnlySpan<char> chars, Span<byte> bytes, out int bytesWritten)
    {
        if (TryEncode(chars, bytes, out bytesWritten))
            return true;
        bytesWritten = 0;
        return false;
    }

    public bool TryGetChars(ReadOnlySpan<byte> bytes, Span<char> chars, out int charsWritten)
    {
        if (TryDecode(bytes, chars, out charsWritten))
            return true;
        charsWritten = 0;
        return false;
    }

    public int GetBytes(ReadOnlySpan<char> chars, Span<byte> bytes)
    {
        if (!TryEncode(chars, bytes, out int written))
        {
            throw new ArgumentException(
                $"The output byte buffer is too small to contain the encoded data, encoding codepage '{CodePage}' and fallback 'System.Text.EncoderReplacementFallback'.", nameof(bytes));
        }

        return written;
    }

    public int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        if (!TryDecode(bytes, chars, out int written))
        {
            throw new ArgumentException(
                $"The output char buffer is too small to contain the decoded characters, encoding codepage '{CodePage}' and fallback 'System.Text.DecoderReplacementFallback'.", nameof(chars));
        }

        return written;
    }

    public string GetString(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return "";
        // Not through an array of characters: the new string is filled in place, before anybody else can see it.
        string text = string.Allocate(GetCharCount(bytes));
        GetChars(bytes, new Span<char>(ref text.GetReference(), text.Length));
        return text;
    }

    public override bool Equals([NotNullWhen(true)] object? value) => value is Encoding other && other.CodePage == CodePage;

    public override int GetHashCode() => CodePage;
}
