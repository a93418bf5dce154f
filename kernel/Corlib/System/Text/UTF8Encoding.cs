using System.Buffers;
using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace System.Text;

/// <summary>
/// UTF-8 by the Unicode standard, section 3.9. What is not valid becomes U+FFFD, or an exception: in bytes one for each
/// maximal part of a sequence that could have become valid ("substitution of maximal subparts"), in characters
/// one for each surrogate without its other half.
/// </summary>
public class UTF8Encoding : Encoding
{
    private const int Utf8CodePage = 65001;
    private const int MaxBytesPerChar = 3;

    private readonly bool _hasPreamble;
    private readonly bool _throws;

    public UTF8Encoding()
        : this(false)
    {
    }

    public UTF8Encoding(bool encoderShouldEmitUTF8Identifier)
        : this(encoderShouldEmitUTF8Identifier, false)
    {
    }

    public UTF8Encoding(bool encoderShouldEmitUTF8Identifier, bool throwOnInvalidBytes)
        : base(Utf8CodePage)
    {
        _hasPreamble = encoderShouldEmitUTF8Identifier;
        _throws = throwOnInvalidBytes;
    }

    public override string EncodingName => "Unicode (UTF-8)";

    public override string WebName => "utf-8";

    public override bool IsSingleByte => false;

    public override ReadOnlySpan<byte> Preamble => _hasPreamble ? [0xef, 0xbb, 0xbf] : default;

    public override int GetMaxByteCount(int charCount)
    {
        if (charCount < 0)
            CollectionErrors.ThrowNegative(nameof(charCount));
        // One more: a half character may be left over from an earlier call.
        long count = ((long)charCount + 1) * MaxBytesPerChar;
        if (count > int.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(charCount), "Too many characters. The resulting number of bytes is larger than what can be returned as an int.");
        return (int)count;
    }

    public override int GetMaxCharCount(int byteCount)
    {
        if (byteCount < 0)
            CollectionErrors.ThrowNegative(nameof(byteCount));
        if (byteCount == int.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(byteCount), "Too many bytes. The resulting number of chars is larger than what can be returned as an int.");
        return byteCount + 1;
    }

    public override int GetByteCount(ReadOnlySpan<char> chars)
    {
        long count = 0;
        int at = 0;
        while (at < chars.Length)
        {
            int ascii = AsciiRuns.Length(chars[at..]);
            count += ascii;
            at += ascii;
            if (at >= chars.Length)
                break;
            count += NextRune(chars, ref at).Utf8SequenceLength;
        }

        return checked((int)count);
    }

    public override int GetCharCount(ReadOnlySpan<byte> bytes)
    {
        int count = 0;
        int at = 0;
        while (at < bytes.Length)
        {
            int ascii = AsciiRuns.Length(bytes[at..]);
            count += ascii;
            at += ascii;
            if (at >= bytes.Length)
                break;
            count += NextRune(bytes, ref at).Utf16SequenceLength;
        }

        return count;
    }

    private protected override bool TryEncode(ReadOnlySpan<char> chars, Span<byte> bytes, out int written)
    {
        written = 0;
        int at = 0;
        while (at < chars.Length)
        {
            int ascii = AsciiRuns.Length(chars[at..]);
            if (ascii > bytes.Length - written)
                return false;
            AsciiRuns.Narrow(chars.Slice(at, ascii), bytes[written..]);
            written += ascii;
            at += ascii;
            if (at >= chars.Length)
                break;
            if (!NextRune(chars, ref at).TryEncodeToUtf8(bytes[written..], out int length))
                return false;
            written += length;
        }

        return true;
    }

    private protected override bool TryDecode(ReadOnlySpan<byte> bytes, Span<char> chars, out int written)
    {
        written = 0;
        int at = 0;
        while (at < bytes.Length)
        {
            int ascii = AsciiRuns.Length(bytes[at..]);
            if (ascii > chars.Length - written)
                return false;
            AsciiRuns.Widen(bytes.Slice(at, ascii), chars[written..]);
            written += ascii;
            at += ascii;
            if (at >= bytes.Length)
                break;
            if (!NextRune(bytes, ref at).TryEncodeToUtf16(chars[written..], out int length))
                return false;
            written += length;
        }

        return true;
    }

    public override bool Equals([NotNullWhen(true)] object? value) =>
        value is UTF8Encoding other && other._hasPreamble == _hasPreamble && other._throws == _throws;

    public override int GetHashCode() => Utf8CodePage;

    private Rune NextRune(ReadOnlySpan<char> chars, ref int at)
    {
        if (Rune.DecodeFromUtf16(chars[at..], out Rune rune, out int consumed) != OperationStatus.Done && _throws)
            throw new EncoderFallbackException($"Unable to translate Unicode character \\\\u{(int)chars[at]:X4} at index {at} to specified code page.");
        at += consumed;
        return rune;
    }

    private Rune NextRune(ReadOnlySpan<byte> bytes, ref int at)
    {
        if (Rune.DecodeFromUtf8(bytes[at..], out Rune rune, out int consumed) != OperationStatus.Done && _throws)
            ThrowInvalid(bytes.Slice(at, consumed), at);
        at += consumed;
        return rune;
    }

    private static void ThrowInvalid(ReadOnlySpan<byte> bytes, int at)
    {
        var message = new StringBuilder("Unable to translate bytes ");
        foreach (byte b in bytes)
            message.Append($"[{b:X2}]");
        message.Append($" at index {at} from specified code page to Unicode.");
        throw new DecoderFallbackException(message.ToString());
    }
}
