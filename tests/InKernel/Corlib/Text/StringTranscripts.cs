using System;

namespace InKernel.Corlib.Text;

/// <summary>Random operations on short strings over a small alphabet, so that things are often found, with good and bad
/// arguments.</summary>
public static class StringTranscripts
{
    private const int Rounds = 1500;

    private static readonly StringComparison[] s_comparisons =
        [StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase, StringComparison.Ordinal];

    [KernelValue]
    public static string Searching()
    {
        var random = new Lehmer(301);
        var transcript = new Transcript();
        for (int i = 0; i < Rounds; i++)
        {
            string text = RandomText.From(random, "abAB ,", 24);
            string value = RandomText.From(random, "abAB ,", 4);
            char c = RandomText.From(random, "abAB ,", 1, 1)[0];
            int start = random.Next(28) - 2;
            int count = random.Next(28) - 2;
            StringComparison comparison = s_comparisons[random.Next(s_comparisons.Length)];
            transcript.Add(text.IndexOf(c) + 100 * text.LastIndexOf(c));
            transcript.Try(() => text.IndexOf(c, start).ToString());
            transcript.Try(() => text.IndexOf(c, start, count).ToString());
            transcript.Try(() => text.LastIndexOf(c, start).ToString());
            transcript.Try(() => text.LastIndexOf(c, start, count).ToString());
            transcript.Add(text.IndexOf(value, comparison) + 100 * text.LastIndexOf(value, comparison));
            transcript.Try(() => text.IndexOf(value, start, comparison).ToString());
            transcript.Try(() => text.IndexOf(value, start, count, comparison).ToString());
            transcript.Add(text.Contains(value) ^ text.Contains(c) ^ text.Contains(value, comparison));
            transcript.Add(text.StartsWith(value, comparison) ^ text.EndsWith(value, comparison) ^ text.StartsWith(c) ^ text.EndsWith(c));
            char[] set = value.ToCharArray();
            transcript.Add(text.IndexOfAny(set) + 100 * text.LastIndexOfAny(set));
            transcript.Try(() => text.IndexOfAny(set, start, count).ToString());
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Rebuilding()
    {
        var random = new Lehmer(302);
        var transcript = new Transcript();
        for (int i = 0; i < Rounds; i++)
        {
            string text = RandomText.From(random, "abcA\t ,", 20);
            string value = RandomText.From(random, "abA,", 3);
            string other = RandomText.From(random, "xyz", 4);
            int start = random.Next(24) - 2;
            int count = random.Next(24) - 2;
            transcript.Try(() => text.Substring(start));
            transcript.Try(() => text.Substring(start, count));
            transcript.Try(() => text.Remove(start));
            transcript.Try(() => text.Remove(start, count));
            transcript.Try(() => text.Insert(start, value));
            transcript.Try(() => text.Replace(value, other));
            transcript.Try(() => text.Replace(value, other, StringComparison.OrdinalIgnoreCase));
            transcript.Add(text.Replace('a', 'Q'));
            transcript.Try(() => text.PadLeft(count) + "|" + text.PadRight(count, '.'));
            transcript.Add(text.Trim() + "|" + text.TrimStart() + "|" + text.TrimEnd());
            transcript.Add(text.Trim('a') + "|" + text.TrimStart('b', 'a') + "|" + text.TrimEnd(value.ToCharArray()));
            transcript.Add(text.ToUpperInvariant() + text.ToLowerInvariant());
            transcript.Try(() => new string(text.ToCharArray(start, count)));
            transcript.Try(() => text[start..]);
            transcript.Try(() => text[^start].ToString());
            transcript.Try(() =>
            {
                var buffer = new char[10];
                text.CopyTo(start, buffer, 2, count);
                return new string(buffer);
            });
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Splitting_and_joining()
    {
        var random = new Lehmer(303);
        var transcript = new Transcript();
        for (int i = 0; i < Rounds; i++)
        {
            string text = RandomText.From(random, "ab, ;", 16);
            string separator = RandomText.From(random, ", ;", 3);
            int count = random.Next(8) - 1;
            var options = (StringSplitOptions)random.Next(4);
            transcript.Add(Show(text.Split(',')) + Show(text.Split(',', options)));
            transcript.Try(() => Show(text.Split(',', count, options)));
            transcript.Try(() => Show(text.Split(separator, options)));
            transcript.Try(() => Show(text.Split(separator, count, options)));
            transcript.Try(() => Show(text.Split(separator.ToCharArray(), count, options)));
            transcript.Try(() => Show(text.Split((char[]?)null, count, options)));
            transcript.Add(string.Join(separator, text.Split(',')));
            transcript.Try(() => string.Join(separator, text.Split(','), 1, count));
            transcript.Try(() => Ranges(text, Math.Max(count, 0), options));
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Comparing()
    {
        var random = new Lehmer(304);
        var transcript = new Transcript();
        for (int i = 0; i < Rounds; i++)
        {
            string a = RandomText.From(random, "abAB\u00e9\u00c9", 6);
            string b = random.Next(5) == 0 ? a : RandomText.From(random, "abAB\u00e9\u00c9", 6);
            int start = random.Next(7) - 1;
            int other = random.Next(7) - 1;
            transcript.Add(Math.Sign(string.CompareOrdinal(a, b)));
            transcript.Add(Math.Sign(string.Compare(a, b, StringComparison.OrdinalIgnoreCase)));
            transcript.Add(a == b);
            transcript.Add(a.Equals(b, StringComparison.OrdinalIgnoreCase));
            transcript.Add(a.GetHashCode() == b.GetHashCode() == (a == b));
            transcript.Add(StringComparer.OrdinalIgnoreCase.GetHashCode(a) == StringComparer.OrdinalIgnoreCase.GetHashCode(b));
            transcript.Try(() => Math.Sign(string.Compare(a, start, b, other, 3, StringComparison.OrdinalIgnoreCase)).ToString());
            transcript.Try(() => Math.Sign(string.CompareOrdinal(a, start, b, other, 2)).ToString());
            transcript.Add(Math.Sign(a.AsSpan().SequenceCompareTo(b)));
            transcript.Add(Math.Sign(StringComparer.Ordinal.Compare(a, b)) + Math.Sign(StringComparer.OrdinalIgnoreCase.Compare(b, a)));
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Formatting()
    {
        var random = new Lehmer(305);
        var transcript = new Transcript();
        object?[] arguments = [42, -7.5, "text", null, 'c', true, 255L, 1.25f];
        for (int i = 0; i < Rounds; i++)
        {
            string format = RandomText.From(random, "{{}}0123,,::-XD2 a", 12);
            transcript.Try(() => string.Format(format, arguments));
            string good = "<{" + random.Next(8) + "," + (random.Next(20) - 10) + ":" + RandomText.From(random, "XDFN2", 2) + "}>";
            transcript.Add(good);
            transcript.Try(() => string.Format(good, arguments));
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Classes_of_latin_characters()
    {
        var transcript = new Transcript();
        for (int i = 0; i < 0x100; i++)
        {
            char c = (char)i;
            transcript.Add(char.IsLetter(c) ^ char.IsControl(c));
            transcript.Add(char.IsDigit(c) ^ char.IsUpper(c));
            transcript.Add(char.IsLower(c) ^ char.IsPunctuation(c));
            transcript.Add(char.IsLetterOrDigit(c) ^ char.IsAsciiHexDigit(c) ^ char.IsAsciiHexDigitUpper(c) ^ char.IsAsciiHexDigitLower(c));
            transcript.Add(char.IsAsciiLetter(c) ^ char.IsAsciiDigit(c) ^ char.IsAsciiLetterLower(c) ^ char.IsAscii(c));
            transcript.Add(char.ToUpperInvariant(c));
            transcript.Add(char.ToLowerInvariant(c));
        }

        for (int i = 0; i <= 0xFFFF; i++)
        {
            if (char.IsWhiteSpace((char)i))
                transcript.Add(i);
            if (char.IsSurrogate((char)i) != (char.IsHighSurrogate((char)i) || char.IsLowSurrogate((char)i)))
                transcript.Add(-i);
        }

        return transcript.ToString();
    }

    private static string Show(string[] pieces) => "[" + string.Join("|", pieces) + "]";

    private static string Ranges(string text, int count, StringSplitOptions options)
    {
        Span<Range> ranges = new Range[count];
        int found = text.AsSpan().Split(ranges, ',', options);
        string shown = "";
        foreach (Range range in ranges[..found])
            shown += range.ToString() + ";";
        return shown;
    }
}
