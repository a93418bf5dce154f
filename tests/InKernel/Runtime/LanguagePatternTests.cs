using System;
using System.Collections.Generic;

namespace InKernel.Runtime;

/// <summary>Patterns and switches.</summary>
public static class LanguagePatternTests
{
    [KernelTest]
    public static void A_switch_on_a_string_finds_each_case()
    {
        string[] words = ["", "a", "b", "ab", "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "Ten"];
        int[] numbers = [-2, -1, -1, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, -1];
        for (int i = 0; i < words.Length; i++)
            Check.Equal(numbers[i], NumberOf(string.Concat(words[i], "")), words[i]);
        Check.Equal(-3, NumberOf(null));
        Check.Equal(7, NumberOf("xsevenx"[1..6]));
    }

    [KernelTest]
    public static void A_switch_on_a_span_of_characters_finds_each_case()
    {
        Check.Equal(1, Of("one"));
        Check.Equal(3, Of("three"));
        Check.Equal(0, Of("four"));

        static int Of(ReadOnlySpan<char> word) => word switch
        {
            "one" => 1,
            "two" => 2,
            "three" => 3,
            _ => 0,
        };
    }

    [KernelTest]
    public static void A_switch_on_numbers_is_dense_sparse_or_of_ranges()
    {
        for (int i = -1; i < 10; i++)
            Check.Equal(i is >= 0 and < 8 ? "zero one two three four five six seven".Split(' ')[i] : "?", Dense(i));
        Check.Equal("small", Sparse(int.MinValue));
        Check.Equal("million", Sparse(1_000_000));
        Check.Equal("large", Sparse(1_000_001));
        Check.Equal("answer", Sparse(42));
        Check.Equal('F', Grade(0));
        Check.Equal('C', Grade(70));
        Check.Equal('B', Grade(89));
        Check.Equal('A', Grade(90));
        Check.Throws<ArgumentOutOfRangeException>(() => Grade(101));
    }

    [KernelTest]
    public static void Types_properties_and_positions_are_matched()
    {
        Check.Equal("null", Describe(null));
        Check.Equal("negative -5", Describe(-5));
        Check.Equal("int 5", Describe(5));
        Check.Equal("empty text", Describe(""));
        Check.Equal("text abc", Describe("abc"));
        Check.Equal("long text", Describe("abcdefghijkl"));
        Check.Equal("origin", Describe(new Point(0, 0)));
        Check.Equal("on the x axis at 3", Describe(new Point(3, 0)));
        Check.Equal("diagonal", Describe(new Point(4, 4)));
        Check.Equal("point", Describe(new Point(4, 5)));
        Check.Equal("line to the origin", Describe(new Line(new(1, 1), new(0, 0))));
        Check.Equal("pair of 1", Describe((1, "x")));
        Check.Equal("array of 2", Describe(new[] { 1, 2 }));
        Check.Equal("something", Describe(1.5));
    }

    [KernelTest]
    public static void Lists_are_matched_by_length_and_elements()
    {
        Check.Equal("empty", Shape([]));
        Check.Equal("one 7", Shape([7]));
        Check.Equal("starts with 1, ends with 9", Shape([1, 5, 6, 9]));
        Check.Equal("starts with 1, ends with 9", Shape([1, 9]));
        Check.Equal("second is 5 of 3", Shape([4, 5, 6]));
        Check.Equal("rest 4", Shape([0, 1, 2, 3, 4]));
        Check.Equal("other", Shape([4, 4]));
        Check.True("abc" is ['a', .., 'c']);
        Check.True(new List<int> { 1, 2 } is [_, 2]);
    }

    [KernelTest]
    public static void Logical_patterns_combine()
    {
        for (int c = 0; c < 128; c++)
        {
            bool isLetter = (char)c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');
            Check.Equal(char.IsAsciiLetter((char)c), isLetter);
            Check.Equal(!isLetter, (char)c is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z')));
        }

        object value = 5L;
        Check.True(value is long and > 4 and not 6);
        Check.True(value is not int);
        Check.False(value is not { });
    }

    [KernelTest]
    public static void A_guard_decides_after_the_pattern()
    {
        Check.Equal("even", Parity(4));
        Check.Equal("odd", Parity(3));
        Check.Equal("odd", Parity(-3));
        Check.Equal("zero", Parity(0));

        static string Parity(int number)
        {
            switch (number)
            {
                case 0:
                    return "zero";
                case var n when n % 2 == 0:
                    return "even";
                default:
                    return "odd";
            }
        }
    }

    [KernelTest]
    public static void A_switch_statement_can_jump_between_its_cases()
    {
        Check.Equal("c", Path(3));
        Check.Equal("bc", Path(2));
        Check.Equal("abc", Path(1));

        static string Path(int start)
        {
            string path = "";
            switch (start)
            {
                case 1:
                    path += "a";
                    goto case 2;
                case 2:
                    path += "b";
                    goto default;
                default:
                    path += "c";
                    break;
            }

            return path;
        }
    }

    private static int NumberOf(string? word)
    {
        switch (word)
        {
            case "zero": return 0;
            case "one": return 1;
            case "two": return 2;
            case "three": return 3;
            case "four": return 4;
            case "five": return 5;
            case "six": return 6;
            case "seven": return 7;
            case "eight": return 8;
            case "nine": return 9;
            case "ten": return 10;
            case "": return -2;
            case null: return -3;
            default: return -1;
        }
    }

    private static string Dense(int number) => number switch
    {
        0 => "zero",
        1 => "one",
        2 => "two",
        3 => "three",
        4 => "four",
        5 => "five",
        6 => "six",
        7 => "seven",
        _ => "?",
    };

    private static string Sparse(int number) => number switch
    {
        42 => "answer",
        1_000_000 => "million",
        > 1_000_000 => "large",
        < -1_000_000 => "small",
        -7 or 7 or 77 => "sevens",
        _ => "?",
    };

    private static char Grade(int points) => points switch
    {
        < 0 or > 100 => throw new ArgumentOutOfRangeException(nameof(points)),
        >= 90 => 'A',
        >= 80 => 'B',
        >= 70 => 'C',
        _ => 'F',
    };

    private static string Describe(object? value) => value switch
    {
        null => "null",
        int n when n < 0 => "negative " + n.ToString(),
        int n => "int " + n.ToString(),
        "" => "empty text",
        string { Length: > 10 } => "long text",
        string text => "text " + text,
        Point(0, 0) => "origin",
        Point { Y: 0, X: var x } => "on the x axis at " + x.ToString(),
        Point(var x, var y) when x == y => "diagonal",
        Point => "point",
        Line { To: (0, 0) } => "line to the origin",
        ValueTuple<int, string>(var first, _) => "pair of " + first.ToString(),
        Array { Length: var length } => "array of " + length.ToString(),
        _ => "something",
    };

    private static string Shape(int[] numbers) => numbers switch
    {
        [] => "empty",
        [var only] => "one " + only.ToString(),
        [1, .., 9] => "starts with 1, ends with 9",
        [_, 5, ..] => "second is 5 of " + numbers.Length.ToString(),
        [0, .. var rest] => "rest " + rest.Length.ToString(),
        _ => "other",
    };

    private sealed record Point(int X, int Y);

    private sealed record Line(Point From, Point To);
}
