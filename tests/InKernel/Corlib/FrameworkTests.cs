using System;

namespace InKernel.Corlib;

/// <summary>The framework of the shared tests itself: an assertion that cannot fail would make the rest worthless.</summary>
public static class FrameworkTests
{
    [KernelTest]
    public static void A_failed_assertion_throws_and_says_what_it_expected()
    {
        Check.Equal("expected 1, got 2", Message(() => Check.Equal(1, 2)));
        Check.Equal("the sum: expected 1, got 2", Message(() => Check.Equal(1, 2, "the sum")));
        Check.Equal("expected \"a\", got null", Message(() => Check.Equal("a", null)));
        Check.Equal("did not expect 3", Message(() => Check.NotEqual(3, 3)));
        Check.Equal("expected true", Message(() => Check.True(false)));
        Check.Equal("expected false", Message(() => Check.False(true)));
        Check.Equal("expected null, got \"x\"", Message(() => Check.Null("x")));
        Check.Equal("did not expect null", Message(() => Check.NotNull(null)));
        Check.Equal("expected the same object: \"x\", got null", Message(() => Check.Same("x", null)));
        Check.Equal("because", Message(() => Check.Fail("because")));
    }

    [KernelTest]
    public static void A_sequence_that_differs_is_described_by_its_first_difference()
    {
        Check.Equal("element 1: expected 2, got 5", Message(() => Check.Sequence([1, 2, 3], new[] { 1, 5, 3 })));
        Check.Equal("ends after 2 elements of 3", Message(() => Check.Sequence([1, 2, 3], new[] { 1, 2 })));
        Check.Equal("expected the end after 1 elements, got 2", Message(() => Check.Sequence([1], new[] { 1, 2 })));
        Check.Sequence([1, 2], new[] { 1, 2 });
        Check.Sequence(ReadOnlySpan<int>.Empty, new int[0]);
    }

    [KernelTest]
    public static void Throws_wants_exactly_the_named_exception()
    {
        Action nothing = () => { };
        Action argument = () => throw new ArgumentNullException("p");
        Check.Equal("expected ArgumentException, nothing was thrown", Message(() => Check.Throws<ArgumentException>(nothing)));
        Check.True(Message(() => Check.Throws<ArgumentException>(argument))
            .StartsWith("expected ArgumentException, got ArgumentNullException: ", StringComparison.Ordinal));
        Check.Equal("the parameter's name: expected \"q\", got \"p\"", Message(() => Check.Throws<ArgumentNullException>("q", argument)));
        Check.Equal("p", Check.Throws<ArgumentNullException>(argument).ParamName);
    }

    [KernelTest]
    public static void A_report_is_one_line_of_printable_ascii()
    {
        Check.Equal("a\\nb\\\\c\\u0009\\u00e9\\ud83d\\ude00~", TestProtocol.Escape("a\nb\\c\t\u00e9\U0001F600~"));
    }

    [KernelTest]
    public static void A_long_transcript_becomes_hashes_of_its_pages_that_differ_from_the_first_difference_on()
    {
        string one = LongTranscript(changed: -1);
        string two = LongTranscript(changed: 70);
        Check.Equal(one, LongTranscript(changed: -1));
        Check.NotEqual(one, two);

        string[] pages = one.Split(' ');
        string[] changedPages = two.Split(' ');
        const int header = 5;
        Check.Equal("1000", pages[0]);
        Check.Equal(header + 1000 / Transcript.EntriesPerPage + 1, pages.Length);
        for (int page = 0; page < pages.Length - header; page++)
            Check.Equal(page < 70 / Transcript.EntriesPerPage, pages[header + page] == changedPages[header + page], "page " + page.ToString());
    }

    [KernelTest]
    public static void A_short_transcript_is_shown_in_full()
    {
        var transcript = new Transcript();
        transcript.Add("one");
        transcript.Add(2);
        transcript.Add(true);
        transcript.Add((string?)null);
        transcript.Try(() => throw new InvalidOperationException("no"));
        transcript.Try(() => { });
        Check.Equal("one\n2\nyes\n(null)\nthrew InvalidOperationException: no\ndone\n", transcript.ToString());
    }

    private static string LongTranscript(int changed)
    {
        var transcript = new Transcript();
        for (int i = 0; i < 1000; i++)
            transcript.Add(i == changed ? -1 : i);
        return transcript.ToString();
    }

    private static string Message(Action failing)
    {
        try
        {
            failing();
        }
        catch (CheckFailedException e)
        {
            return e.Message;
        }

        return "nothing was thrown";
    }
}
