using System;
using System.Collections.Generic;

namespace InKernel;

/// <summary>Collects what a long run of operations answered. A short transcript is returned in full; of a
/// long one every page of <see cref="EntriesPerPage"/> entries is folded into a hash, so that the serial line carries
/// little, and a difference still names the page in which the two worlds part.</summary>
public sealed class Transcript
{
    public const int EntriesPerPage = 32;
    private const int LongestFullText = 1500;

    private readonly List<string> _text = new();
    private readonly List<string> _pages = new();
    private int _length;
    private ulong _hash = OffsetBasis;
    private int _entries;

    public void Add(string? entry)
    {
        entry ??= "(null)";
        _length += entry.Length + 1;
        if (_length <= LongestFullText)
            _text.Add(entry + "\n");

        foreach (char c in entry)
            Fold(c);
        Fold('\n');

        _entries++;
        if (_entries % EntriesPerPage == 0)
            EndPage();
    }

    public void Add(int value) => Add(value.ToString());

    public void Add(long value) => Add(value.ToString());

    public void Add(bool value) => Add(value ? "yes" : "no");

    /// <summary>Adds what the function answers, or what it throws: the type, and the message, which names the parameter.</summary>
    public void Try(Func<string?> function)
    {
        string? entry;
        try
        {
            entry = function();
        }
        catch (Exception e)
        {
            entry = "threw " + e.GetType().Name + ": " + e.Message;
        }

        Add(entry);
    }

    /// <summary>As above, for an action that answers nothing.</summary>
    public void Try(Action action) => Try(() =>
    {
        action();
        return "done";
    });

    public override string ToString()
    {
        if (_length <= LongestFullText)
            return string.Concat(_text.ToArray());
        string head = _entries.ToString() + " entries, pages of " + EntriesPerPage.ToString() + ":";
        string last = _entries % EntriesPerPage == 0 ? "" : " " + Hexadecimal(_hash);
        return head + string.Concat(_pages.ToArray()) + last;
    }

    // 64-bit FNV-1a over UTF-16 units; a page's hash continues with the next page.
    private const ulong OffsetBasis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    private void Fold(char c) => _hash = unchecked((_hash ^ c) * Prime);

    private void EndPage() => _pages.Add(" " + Hexadecimal(_hash));

    private static string Hexadecimal(ulong value)
    {
        var digits = new char[16];
        for (int i = digits.Length - 1; i >= 0; i--, value >>= 4)
            digits[i] = "0123456789abcdef"[(int)(value & 0xf)];
        return new string(digits);
    }
}
