using System.Collections.Generic;

namespace Verification.Mutants;

/// <summary>Bugs of static constructors: one runs twice, is not waited for, or is waited for in vain.</summary>
internal static class StaticConstructors
{
    private const string Construction = "kernel/Runtime/Statics/ClassConstruction.cs";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        Of("class-clears-word-first", "a class counts as constructed while its constructor runs",
            "            ConstructorWord.Call(constructor);\n", "            ConstructorWord.Clear(mine->Word);\n            ConstructorWord.Call(constructor);\n"),
        Of("class-cleared-by-recursion", "who needs the class that it is constructing marks it as constructed",
            "        if (WaitsFor(running->Task, mine->Task))\n            return Step.Done;\n",
            "        if (WaitsFor(running->Task, mine->Task))\n        {\n            ConstructorWord.Clear(word);\n            return Step.Done;\n        }\n"),
        Of("class-circle-unseen", "nobody looks for a circle of tasks that wait for each other",
            "        if (WaitsFor(running->Task, mine->Task))\n", "        if (running->Task == mine->Task)\n"),
        Of("class-failure-recorded-late", "what a constructor threw is recorded when it counts as running no more",
            "        FinishLocked(mine, succeeded, failure);\n        _lock.Exit(flags);\n",
            "        FinishLocked(mine, succeeded, null);\n        _lock.Exit(flags);\n        flags = _lock.Enter();\n        if (failure != null)\n            _failures = failure;\n        _lock.Exit(flags);\n"),
        Of("class-finished-unlocked", "a constructor ends without the lock",
            "        nint flags = _lock.Enter();\n        FinishLocked(mine, succeeded, failure);\n        _lock.Exit(flags);\n", "        FinishLocked(mine, succeeded, failure);\n"),
        Of("class-word-not-asked-again", "who comes when the constructor has just ended runs it again",
            "        if (ConstructorWord.Read(word) == 0 || FindFailure(word) != null)\n", "        if (FindFailure(word) != null)\n"),
        Of("class-wait-keeps-cpu", "who waits for a class keeps the CPU from the task that constructs it",
            "        if (RuntimeHooks.TryYield())\n            return;\n\n", ""),
        Of("class-wait-yields-in-atomic-mode", "who waits for a class in atomic mode gives the CPU up",
            "        if (!Task.Current.Cpu.MayPreempt || !Root.Machine.InterruptsEnabled)\n            return false;\n        Task.Yield();\n", "        Task.Yield();\n",
            "Ostd/Tasks/Scheduling.cs"),
    ];

    private static Mutant Of(string name, string breaks, string find, string replace, string file = Construction) => new(name, 0, "statics", breaks, file, find, replace);
}
