using System;
using System.Collections.Generic;
using System.Globalization;

namespace InKernel.Corlib.Text;

public static class StringTests
{
    [KernelTest]
    public static void Strings_are_made_of_characters_and_spans()
    {
        char[] characters = ['a', 'b', 'c', '\0', 'd'];
        Check.Equal("abc\0d", new string(characters));
        Check.Equal("bc", new string(characters, 1, 2));
        Check.Equal("xxx", new string('x', 3));
        Check.Equal("bc", new string(characters.AsSpan(1, 2)));
        Check.Equal("", new string((char[]?)null));
        Check.Same("", new string('x', 0), "there is one empty string");
        Check.Same(string.Empty, new string([]));
        Check.Throws<ArgumentOutOfRangeException>("count", () => new string('x', -1));
        Check.Throws<ArgumentNullException>("value", () => new string((char[])null!, 0, 0));
        Check.Equal("zyx", string.Create(3, 'z', static (span, last) =>
        {
            for (int i = 0; i < span.Length; i++)
                span[i] = (char)(last - i);
        }));
    }

    [KernelTest]
    public static void Indexing_checks_its_bounds()
    {
        string text = "abc";
        Check.Equal('c', text[2]);
        Check.Equal('c', text[^1]);
        Check.Equal("bc", text[1..]);
        Check.Throws<IndexOutOfRangeException>(() => text[3]);
        Check.Throws<IndexOutOfRangeException>(() => text[-1]);
        Check.Throws<ArgumentOutOfRangeException>(() => text[2..1]);
        Check.Throws<NullReferenceException>(() => ((string)null!).Length);
    }

    [KernelTest]
    public static void Concatenation_takes_null_for_nothing()
    {
        string? none = null;
        Check.Equal("ab", "a" + none + "b");
        Check.Equal("", none + none);
        Check.Equal("1x2.5True", 1 + "x" + 2.5 + true);
        Check.Equal("abcdef", string.Concat("a", "b", "c", "d") + string.Concat((string?[])["e", null, "f"]));
        Check.Equal("axb", string.Concat("a".AsSpan(), "x", "b"));
        string a = "a";
        Check.Same(a, a + none);
        Check.Equal("a1", string.Concat((object)"a", 1));
    }

    [KernelTest]
    public static void Joining_writes_separators_between_only()
    {
        Check.Equal("a,,b", string.Join(",", "a", null, "b"));
        Check.Equal("", string.Join(",", (string[])[]));
        Check.Equal("1-2-3", string.Join('-', new List<int> { 1, 2, 3 }));
        Check.Equal("1, x, ", string.Join(", ", 1, 'x', null));
        Check.Equal("ab", string.Join((string?)null, "a", "b"));
        Check.Throws<ArgumentNullException>("value", () => string.Join(",", (string[])null!));
    }

    [KernelTest]
    public static void Interpolation_aligns_and_formats()
    {
        int number = 42;
        string? none = null;
        Check.Equal("[   42][42   ][002A][]", $"[{number,5}][{number,-5}][{number:X4}][{none}]");
        Check.Equal("{42}", $"{{{number}}}");
        Check.Equal("1,234.50|  0.5", $"{1234.5:N2}|{0.5,5}");
        Check.Equal("abc|  abc|abc  ", $"{"abc"}|{"abc",5}|{"abc",-5}");
        Check.Equal("span", $"{"a span".AsSpan(2)}");
        Check.Equal(new string('x', 500) + "42", $"{new string('x', 500)}{number}");
        Check.Equal("System.Object", $"{new object()}");
        Check.Equal("x=42", string.Create(CultureInfo.InvariantCulture, $"x={number}"));
    }

    [KernelTest]
    public static void Switching_on_strings_finds_the_equal_one()
    {
        static int Number(string? text) => text switch
        {
            "zero" => 0,
            "one" => 1,
            "two" => 2,
            "three" => 3,
            "four" => 4,
            "five" => 5,
            "six" => 6,
            "seven" => 7,
            "" => -2,
            null => -3,
            _ => -1,
        };
        Check.Equal(3, Number("thr" + "EE".ToLowerInvariant()));
        Check.Equal(7, Number(new string("seven".AsSpan())));
        Check.Equal(-1, Number("eight"));
        Check.Equal(-2, Number(""));
        Check.Equal(-3, Number(null));
    }

    [KernelTest]
    public static void Enumerating_gives_each_character()
    {
        string copy = "";
        foreach (char c in "ab\ud83d\ude00")
            copy += c;
        Check.Equal("ab\ud83d\ude00", copy);
        Check.Sequence(['x', 'y'], "xy");
        Check.Equal(0x1F600, char.ConvertToUtf32('\ud83d', '\ude00'));
        Check.Equal("\ud83d\ude00", char.ConvertFromUtf32(0x1F600));
        Check.Throws<ArgumentOutOfRangeException>(() => char.ConvertFromUtf32(0xD800));
    }

    [KernelTest]
    public static void Empty_and_blank_strings_are_recognised()
    {
        Check.True(string.IsNullOrEmpty(null) && string.IsNullOrEmpty("") && !string.IsNullOrEmpty(" "));
        Check.True(string.IsNullOrWhiteSpace(null) && string.IsNullOrWhiteSpace(" \t\u2003\u00a0") && !string.IsNullOrWhiteSpace(" x"));
    }

    [KernelTest]
    public static void Text_becomes_values_and_back_as_characters_and_as_bytes()
    {
        Check.Equal(-15, int.Parse("-15"u8));
        Check.True(ulong.TryParse("18446744073709551615"u8, out ulong largest) && largest == ulong.MaxValue);
        Check.False(byte.TryParse("256"u8, out _));
        Check.Equal(1.5, double.Parse("1.5"u8));
        Span<byte> bytes = stackalloc byte[8];
        Check.True(1234.TryFormat(bytes, out int written));
        Check.True(bytes[..written].SequenceEqual("1234"u8));
        Check.False(123456789.TryFormat(bytes, out written));
        Check.Equal(0, written);
        Span<char> characters = stackalloc char[3];
        Check.True((-12).TryFormat(characters, out written));
        Check.False((-123).TryFormat(characters, out _));
        Check.False(1.25.TryFormat(characters, out _));
        Check.True(bool.Parse(" True ") && !bool.Parse("FALSE\0") && bool.TryParse("true", out bool yes) && yes);
        Check.Throws<FormatException>(() => bool.Parse("yes"));
        Check.Equal('x', char.Parse("x"));
        Check.Throws<FormatException>(() => char.Parse("xy"));
        Check.Throws<ArgumentNullException>("s", () => int.Parse(null!));
    }

    [KernelTest]
    public static void Comparers_agree_with_comparisons()
    {
        Check.True(StringComparer.OrdinalIgnoreCase.Equals("aBc", "AbC"));
        Check.Equal(StringComparer.OrdinalIgnoreCase.GetHashCode("aBc"), StringComparer.OrdinalIgnoreCase.GetHashCode("AbC"));
        Check.False(StringComparer.Ordinal.Equals("aBc", "AbC"));
        Check.True(StringComparer.Ordinal.Compare(null, "") < 0);
        Check.Same(StringComparer.OrdinalIgnoreCase, StringComparer.FromComparison(StringComparison.OrdinalIgnoreCase));
        Check.True("b".CompareTo("a") > 0 && "a".CompareTo(null) > 0);
        Check.Throws<ArgumentException>(() => "a".CompareTo((object)1));
        Check.Throws<ArgumentException>("comparisonType", () => "a".Equals("b", (StringComparison)99));
    }
}
