using System;
using System.Text;

namespace InKernel.Corlib.Text;

/// <summary>Random text operations whose answers .NET and the kernel must give alike.</summary>
public static class TextTranscripts
{
    private const int Operations = 2000;

    [KernelValue]
    public static string String_builder()
    {
        var random = new Lehmer(201);
        var transcript = new Transcript();
        var builder = new StringBuilder();
        for (int i = 0; i < Operations; i++)
        {
            int a = random.Next(40) - 3;
            int b = random.Next(12) - 1;
            string word = Word(random);
            switch (random.Next(18))
            {
                case 0: builder.Append(word); break;
                case 1: builder.Append((long)random.Bits() >> random.Next(64)); break;
                case 2: transcript.Try(() => builder.Insert(a, word).Length.ToString()); break;
                case 3: transcript.Try(() => builder.Remove(a, b).Length.ToString()); break;
                case 4: transcript.Try(() => builder.Replace(word, "<>").Length.ToString()); break;
                case 5: transcript.Try(() => builder.Replace("a", word, a, b).Length.ToString()); break;
                case 6: transcript.Try(() => builder.Replace('b', 'B', a, b).Length.ToString()); break;
                case 7: transcript.Try(() => builder.ToString(a, b)); break;
                case 8: transcript.Try(() => builder.Append(word, a, b).Length.ToString()); break;
                case 9: transcript.Try(() => builder.Append('z', b).Length.ToString()); break;
                case 10: transcript.Try(() => builder[a].ToString()); break;
                case 11: transcript.Try(() => { builder[a] = '!'; }); break;
                case 12: transcript.Try(() => { builder.Length = a; }); break;
                case 13: builder.AppendFormat("[{0,5}|{1,-6:x}]", word, a * 1000); break;
                case 14: builder.Append($"({a,4}{word,-3}{b:D3})"); break;
                case 15: transcript.Try(() => builder.Insert(a, word, b).Length.ToString()); break;
                case 16: transcript.Try(() => builder.Insert(a, a * 1000).Length.ToString()); break;
                default: builder.AppendJoin('+', word, null, word); break;
            }

            if (builder.Length > 60)
                builder.Remove(30, builder.Length - 30);
            transcript.Add(builder.ToString());
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Composite_formats()
    {
        var random = new Lehmer(202);
        var transcript = new Transcript();
        for (int i = 0; i < Operations; i++)
        {
            string format = Garble(random, "{0,5:X2} {1}{{}}:,-{2,-3}");
            transcript.Add(format);
            transcript.Try(() => string.Format(format, 255, "text", -7L));
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Utf8_of_random_bytes()
    {
        var random = new Lehmer(203);
        var transcript = new Transcript();
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        byte[] interesting = [0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff];
        for (int i = 0; i < Operations; i++)
        {
            var bytes = new byte[random.Next(14)];
            for (int j = 0; j < bytes.Length; j++)
                bytes[j] = interesting[random.Next(interesting.Length)];
            transcript.Add(Encoding.UTF8.GetString(bytes));
            transcript.Add(Encoding.UTF8.GetCharCount(bytes));
            transcript.Add(Encoding.ASCII.GetString(bytes) + Encoding.Latin1.GetString(bytes));
            transcript.Try(() => strict.GetString(bytes));
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Bytes_of_random_strings()
    {
        var random = new Lehmer(204);
        var transcript = new Transcript();
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        char[] interesting = ['a', '\u007f', '\u0080', '\u07ff', '\u0800', '\ud7ff', '\ud800', '\udbff', '\udc00', '\udfff', '\ue000', '\uffff'];
        for (int i = 0; i < Operations; i++)
        {
            var chars = new char[random.Next(12)];
            for (int j = 0; j < chars.Length; j++)
                chars[j] = interesting[random.Next(interesting.Length)];
            transcript.Add(Hexadecimal(Encoding.UTF8.GetBytes(chars)) + " " + Encoding.UTF8.GetByteCount(chars).ToString());
            transcript.Add(Hexadecimal(Encoding.ASCII.GetBytes(chars)));
            transcript.Try(() => Hexadecimal(strict.GetBytes(chars)));
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Integers_in_interpolated_strings()
    {
        var random = new Lehmer(1);
        var transcript = new Transcript();
        for (int i = 0; i < 500; i++)
        {
            long number = (long)random.Bits() >> random.Next(64);
            transcript.Add($"{number} {number:x} {(int)number,12} {(byte)number:X2} {number:D5}|");
        }

        return transcript.ToString();
    }

    private static string Word(Lehmer random)
    {
        var letters = new char[random.Next(4)];
        for (int i = 0; i < letters.Length; i++)
            letters[i] = "ab"[random.Next(2)];
        return new string(letters);
    }

    /// <summary>The text with a few characters dropped, doubled or exchanged.</summary>
    private static string Garble(Lehmer random, string text)
    {
        for (int changes = random.Next(3); changes >= 0; changes--)
        {
            int at = random.Next(text.Length);
            text = random.Next(3) switch
            {
                0 => text[..at] + text[(at + 1)..],
                1 => text[..at] + text[at].ToString() + text[at..],
                _ => text[..at] + "{}0,:- "[random.Next(7)].ToString() + text[(at + 1)..],
            };
        }

        return text;
    }

    private static string Hexadecimal(byte[] bytes)
    {
        var text = new StringBuilder();
        foreach (byte b in bytes)
            text.Append(b.ToString("x2"));
        return text.ToString();
    }
}
