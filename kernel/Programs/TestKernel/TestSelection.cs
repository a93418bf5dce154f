using System;

namespace Programs;

/// <summary>
/// Which tests run, from the kernel's command line: <c>prefix=NAME</c> only those whose full name begins so,
/// <c>after=NAME</c> only those that come after this one (which stopped the machine the last time).
/// </summary>
internal sealed class TestSelection
{
    private readonly string _prefix = "";
    private readonly string _after = "";
    private bool _isAfter;

    internal TestSelection(string commandLine)
    {
        foreach (string word in commandLine.Split(' '))
        {
            if (word.StartsWith("prefix=", StringComparison.Ordinal))
                _prefix = word.Substring("prefix=".Length);
            else if (word.StartsWith("after=", StringComparison.Ordinal))
                _after = word.Substring("after=".Length);
            else if (word.StartsWith("crash=", StringComparison.Ordinal))
                Crash = word.Substring("crash=".Length);
            else if (word == "bench")
                Benchmarks = true;
        }

        _isAfter = _after.Length == 0;
    }

    /// <summary>How to end instead of running tests: see <see cref="Crashes"/>.</summary>
    internal string? Crash { get; }

    /// <summary>Measure instead of running tests: the word <c>bench</c>.</summary>
    internal bool Benchmarks { get; }

    /// <summary>Asked for every test, in the order in which they run.</summary>
    internal bool Wants(string name)
    {
        bool wasAfter = _isAfter;
        if (name == _after)
            _isAfter = true;
        return wasAfter && name.StartsWith(_prefix, StringComparison.Ordinal);
    }
}
