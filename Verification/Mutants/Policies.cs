namespace Verification.Mutants;

/// <summary>Bugs in the policies that are injected into the framework.</summary>
internal static class Policies
{
    private const string Buddy = "Services/Policies/BuddyAllocator.cs", Queue = "Services/Policies/RunQueue.cs";

    public static Mutant[] All { get; } =
    [
        new("buddy-keeps-the-rest", 0, "policies", "What a block has more than was asked for is lost.", Buddy,
            "Give(start + pages, (1 << order) - pages);", "_freePages += (1 << order) - pages;"),
        new("buddy-joins-with-a-used-block", 0, "policies", "A block of 16 pages joins its buddy although that is in use: pages are handed out twice.", Buddy,
            "while (order < MaxOrder && _orders[order].Contains(block ^ 1))", "while (order < MaxOrder && (order == 4 || _orders[order].Contains(block ^ 1)))"),
        new("buddy-forgets-alignment", 0, "policies", "A request is answered by its size alone.", Buddy,
            "return Math.Max(forSize, forAlignment);", "return forSize;"),
        new("slice-end-loses-task", 0, "scheduler", "A task whose slice has ended is not put back into the queue.", Queue,
            "                _patient.AddLast(Refill(current));\n            else if", "                Refill(current);\n            else if"),
        new("stolen-task-stays", 0, "scheduler", "A task that another CPU steals stays in the queue, and is given out again.", Queue,
            "                victim._load.FetchAdd(-1);\n", "                victim._load.FetchAdd(-1);\n                victim._patient.AddFirst(entity);\n"),
        new("stolen-task-is-counted-on", 0, "scheduler", "A CPU from which a task was stolen counts as busy, and is avoided.", Queue,
            "                victim._load.FetchAdd(-1);\n", ""),
    ];
}
