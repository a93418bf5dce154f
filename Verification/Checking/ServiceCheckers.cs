using System.Collections.Generic;
using Verification.Scenarios.Files;
using Verification.Scenarios.Futexes;
using Verification.Scenarios.Processes;
using Verification.Scenarios.Terminals;
using Verification.Scenarios.UserSpace;

namespace Verification.Checking;

/// <summary>The services above the framework: processes and signals, futexes, terminals, descriptors, demand paging.</summary>
internal static class ServiceCheckers
{
    public static IReadOnlyList<Checker> All { get; } =
    [
        .. ChildScenarios.Checkers,
        .. ExecScenarios.Checkers,
        .. SignalScenarios.Checkers,
        .. FutexScenarios.Checkers,
        .. TerminalScenarios.Checkers,
        .. FileTableScenarios.Checkers,
        .. AddressSpaceScenarios.Checkers,
    ];
}
