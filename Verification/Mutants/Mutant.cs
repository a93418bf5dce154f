namespace Verification.Mutants;

/// <summary>
/// A bug put into the framework's source (or, for the scenarios beside it, the services' or the runtime's) on purpose: <paramref name="Find"/>, which must occur exactly once in <paramref name="File"/>, becomes <paramref name="Replace"/>.
/// </summary>
/// <param name="Name">Short, unique, lower case with hyphens.</param>
/// <param name="Invariant">The invariant it breaks, or 0 for a finer rule.</param>
/// <param name="Topic">The topic of the checkers that should kill it (see <see cref="Checking.Checker"/>); also tried: every checker of its invariant.</param>
/// <param name="Breaks">One line: what goes wrong because of it.</param>
/// <param name="File">Path from the root of the repository, below Ostd/ or Services/, or one that kernel/RuntimeOnHost compiles.</param>
/// <param name="Find">Source text, whole lines preferred; line ends and indentation as in the file.</param>
/// <param name="Replace">What stands there instead.</param>
public sealed record Mutant(string Name, int Invariant, string Topic, string Breaks, string File, string Find, string Replace);
