using System.Collections.Generic;

namespace Verification.Mutants;

/// <summary>Bugs in the services' pipes that leave somebody asleep, or lose what was written.</summary>
internal static class Pipes
{
    private const string Pipe = "Services/Pipes/Pipe.cs";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        Of("pipe-closed-silently", "nobody is told that the other side of a pipe has closed",
            "        _readable.WakeAll();\n        _writable.WakeAll();\n", ""),
        Of("pipe-written-silently", "a reader is not told that the pipe is no longer empty",
            "        if (wasEmpty && _ring.Count > 0)\n            _readable.WakeAll();\n", ""),
        Of("pipe-poll-looks-first", "a poll looks at the pipe before it registers: what comes between is missed",
            "        waiter?.Register(_readable);\n        PollEvents events = _ring.Count > 0 ? PollEvents.Readable : PollEvents.None;\n",
            "        PollEvents events = _ring.Count > 0 ? PollEvents.Readable : PollEvents.None;\n        waiter?.Register(_readable);\n"),
        Of("pipe-end-ignored", "a reader that sleeps does not look whether there is still a writer",
            "Keep(ref _isReadable, () => _ring.Count > 0 || Writers == 0)", "Keep(ref _isReadable, () => _ring.Count > 0)"),
        Of("pipe-read-unlocked", "readers do not keep others out of the pipe",
            "            using (_lock.Lock())\n            {\n                if (_ring.Count > 0)\n", "            {\n                if (_ring.Count > 0)\n"),
    ];

    private static Mutant Of(string name, string breaks, string find, string replace) => new(name, 0, "pipes", breaks, Pipe, find, replace);
}
