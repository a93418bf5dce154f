using System;

namespace Services.Boot;

/// <summary>
/// The kernel's command line: words, of which <c>exec=</c> is the last and takes everything behind it.
/// </summary>
internal sealed class CommandLine
{
    private const string JobPrefix = "exec=";

    private readonly string[] _words;

    public CommandLine(string text)
    {
        string words = text;
        for (int at = text.IndexOf(JobPrefix, StringComparison.Ordinal); at >= 0; at = text.IndexOf(JobPrefix, at + 1, StringComparison.Ordinal))
        {
            // Only as a word of its own.
            if (at != 0 && text[at - 1] != ' ')
                continue;
            Job = text.Substring(at + JobPrefix.Length);
            words = text.Substring(0, at);
            break;
        }

        _words = words.Split(' ');
    }

    /// <summary>The only job: a shell command. Null: an interactive system.</summary>
    public string? Job { get; }

    public bool Has(string word) => Array.IndexOf(_words, word) >= 0;

    /// <summary>The value of <c>key=value</c>; the last one counts. Null when there is none.</summary>
    public string? ValueOf(string key)
    {
        string? value = null;
        foreach (string word in _words)
        {
            if (word.Length > key.Length && word[key.Length] == '=' && word.StartsWith(key, StringComparison.Ordinal))
                value = word.Substring(key.Length + 1);
        }

        return value;
    }
}
