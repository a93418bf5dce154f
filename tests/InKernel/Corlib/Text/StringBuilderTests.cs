using System;
using System.Collections.Generic;
using System.Text;

namespace InKernel.Corlib.Text;

public static class StringBuilderTests
{
    [KernelTest]
    public static void Everything_can_be_appended()
    {
        var builder = new StringBuilder();
        builder.Append("text").Append(' ').Append('x', 3).Append((string?)null).Append(true).Append(false);
        builder.Append((byte)1).Append((sbyte)-1).Append((short)-2).Append((ushort)2).Append(-3).Append(3u).Append(-4L).Append(4ul);
        builder.Append(1.5).Append(0.25f).Append((object)"o").Append((object?)null);
        builder.Append(new[] { 'a', 'b' }).Append(new[] { 'a', 'b', 'c' }, 1, 2).Append("0123", 1, 2).Append("span".AsSpan());
        builder.Append(new StringBuilder("sb")).Append(new StringBuilder("0123"), 2, 2).Append((StringBuilder?)null);
        Check.Equal("text xxxTrueFalse1-1-22-33-441.50.25oabbc12spansb23", builder.ToString());
    }

    [KernelTest]
    public static void Long_texts_grow_the_builder()
    {
        var builder = new StringBuilder();
        for (int i = 0; i < 1000; i++)
            builder.Append(i).Append(',');
        string text = builder.ToString();
        Check.Equal(10 + 90 * 2 + 900 * 3 + 1000, text.Length);
        Check.True(text.StartsWith("0,1,2,", StringComparison.Ordinal) && text.EndsWith(",998,999,", StringComparison.Ordinal));
        builder.Append(builder);
        Check.Equal(text + text, builder.ToString());
    }

    [KernelTest]
    public static void Lines_end_with_the_new_line()
    {
        Check.Equal("a\nb1\n\n", new StringBuilder().AppendLine("a").AppendLine($"b{1}").AppendLine().ToString());
    }

    [KernelTest]
    public static void Insertions_move_what_stands_behind()
    {
        var builder = new StringBuilder("hello");
        builder.Insert(0, "<").Insert(6, '>').Insert(3, -12).Insert(3, true).Insert(0, "ab", 2).Insert(1, new[] { 'x', 'y' }, 1, 1).Insert(0, (object?)null);
        Check.Equal("aybab<heTrue-12llo>", builder.ToString());
        builder.Clear();
        for (int i = 0; i < 100; i++)
            builder.Insert(builder.Length / 2, i % 10);
        Check.Equal(100, builder.Length);
        Check.Equal("1357913579135791357913579135791357913579135791357988642086420864208642086420864208642086420864208642086420"[..48], builder.ToString()[..48]);
        Check.Throws<ArgumentOutOfRangeException>("index", () => builder.Insert(101, "x"));
        Check.Throws<ArgumentOutOfRangeException>("index", () => builder.Insert(-1, 'x'));
    }

    [KernelTest]
    public static void Parts_are_removed_and_replaced()
    {
        Check.Equal("heo", new StringBuilder("hello").Remove(2, 2).ToString());
        Check.Equal("", new StringBuilder("hello").Remove(0, 5).ToString());
        Check.Equal("heLLo", new StringBuilder("hello").Replace('l', 'L').ToString());
        Check.Equal("heLlo", new StringBuilder("hello").Replace('l', 'L', 0, 3).ToString());
        Check.Equal("he12121212o", new StringBuilder("hello").Replace("l", "1212").ToString());
        Check.Equal("heo", new StringBuilder("hello").Replace("l", null).ToString());
        Check.Equal("aa", new StringBuilder("aaaa").Replace("aa", "a").ToString());
        Check.Equal("xhello", new StringBuilder("helloxhello").Replace("hello", "", 0, 6).ToString());
        Check.Equal("hello", new StringBuilder("hello").Replace("lo", "x", 0, 4).ToString());
        Check.Throws<ArgumentException>("oldValue", () => new StringBuilder("a").Replace("", "b"));
        Check.Throws<ArgumentNullException>("oldValue", () => new StringBuilder("a").Replace(null!, "b"));
        Check.Throws<ArgumentOutOfRangeException>("length", () => new StringBuilder("a").Remove(1, 1));
        Check.Throws<ArgumentOutOfRangeException>("startIndex", () => new StringBuilder("a").Remove(-1, 1));
    }

    [KernelTest]
    public static void Length_and_characters_can_be_set()
    {
        var builder = new StringBuilder("hello");
        builder.Length = 3;
        builder.Length = 5;
        builder[3] = 'x';
        Check.Equal("helx\0", builder.ToString());
        Check.Equal('e', builder[1]);
        Check.Throws<IndexOutOfRangeException>(() => builder[5]);
        Check.Throws<ArgumentOutOfRangeException>("index", () => { builder[5] = 'x'; });
        Check.Throws<ArgumentOutOfRangeException>("value", () => { builder.Length = -1; });
        Check.Equal("el", builder.ToString(1, 2));
        Check.Throws<ArgumentOutOfRangeException>("length", () => builder.ToString(1, 5));
        var target = new char[4];
        builder.CopyTo(1, target, 2, 2);
        Check.Span<char>(['\0', '\0', 'e', 'l'], target);
        Check.Throws<ArgumentException>(() => builder.CopyTo(1, target, 3, 2));
    }

    [KernelTest]
    public static void Capacity_has_a_limit_if_it_was_given_one()
    {
        var builder = new StringBuilder(4, 8);
        builder.Append("12345678");
        Check.Throws<ArgumentOutOfRangeException>(() => builder.Append('9'));
        Check.Throws<ArgumentOutOfRangeException>(() => builder.Append("9"));
        Check.Equal("12345678", builder.ToString());
        Check.Equal(8, builder.MaxCapacity);
        Check.Equal(int.MaxValue, new StringBuilder().MaxCapacity);
        Check.Equal(16, new StringBuilder().Capacity);
        Check.True(new StringBuilder().EnsureCapacity(50) >= 50);
        Check.Throws<ArgumentOutOfRangeException>("capacity", () => new StringBuilder(5, 3));
        Check.Throws<ArgumentOutOfRangeException>("value", () => { builder.Capacity = 3; });
    }

    [KernelTest]
    public static void Composite_formats_are_understood()
    {
        Check.Equal("1-FF|  ab|cd  |{}", new StringBuilder().AppendFormat("{0}-{1:X}|{2,4}|{3,-4}|{{}}", 1, 255, "ab", "cd").ToString());
        Check.Equal("b a b", new StringBuilder().AppendFormat("{1} {0} {1}", "a", "b").ToString());
        Check.Equal("[]", new StringBuilder().AppendFormat("[{0}]", (object?)null).ToString());
        Check.Equal("none", new StringBuilder().AppendFormat("none", new object?[0]).ToString());
        Check.Equal("x1y", new StringBuilder("x").AppendFormat("{0}y", 1).ToString());
        foreach (string bad in new[] { "{", "}", "{0", "{a}", "{0,}", "{0,x}", "{0:", "{0:{}", "{1}", "{ 0}", "{-1}", "{0}}" })
            Check.Throws<FormatException>(() => new StringBuilder().AppendFormat(bad, 1), bad);
        Check.Throws<ArgumentNullException>("format", () => new StringBuilder().AppendFormat(null!, 1));
    }

    [KernelTest]
    public static void Interpolated_strings_go_straight_into_the_builder()
    {
        string? nothing = null;
        var builder = new StringBuilder("x");
        builder.Append($"{1,4}|{"ab",-4}|{255:x4}|{nothing}|{'c'}|{(object)7,3}|{"span".AsSpan(1)}|{"s".AsSpan(),3}|{12345678901234L}");
        Check.Equal("x   1|ab  |00ff||c|  7|pan|  s|12345678901234", builder.ToString());
        for (int i = 0; i < 40; i++)
            builder.Append($"{i:D8}");
        Check.True(builder.ToString().EndsWith("0000003800000039", StringComparison.Ordinal));
    }

    [KernelTest]
    public static void Values_are_joined()
    {
        Check.Equal("1, , x", new StringBuilder().AppendJoin(", ", 1, null, "x").ToString());
        Check.Equal("a,,b", new StringBuilder().AppendJoin(',', "a", null, "b").ToString());
        Check.Equal("1-2-3", new StringBuilder().AppendJoin("-", new List<int> { 1, 2, 3 }).ToString());
        Check.Equal("ab", new StringBuilder().AppendJoin(null, new[] { "a", "b" }).ToString());
        Check.Equal("", new StringBuilder().AppendJoin(",", new string[0]).ToString());
    }

    [KernelTest]
    public static void Builders_of_equal_texts_are_equal()
    {
        Check.True(new StringBuilder("ab").Equals(new StringBuilder("ab", 99)));
        Check.False(new StringBuilder("ab").Equals(new StringBuilder("ac")));
        Check.False(new StringBuilder("ab").Equals((StringBuilder?)null));
        Check.True(new StringBuilder("ab").Equals("ab".AsSpan()));
    }
}
