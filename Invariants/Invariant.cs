using Ostd;
using Ostd.Model;

namespace Invariants;

/// <summary>
/// One of the ten invariants of the framework (paper, section 4; numbered as there): what must hold in every state that any client, policy, user program or
/// device can bring about.
/// </summary>
internal abstract class Invariant
{
    /// <summary>1 to 10.</summary>
    public abstract int Number { get; }

    /// <summary>One sentence.</summary>
    public abstract string Statement { get; }

    /// <summary>Where the paper says it.</summary>
    public abstract string Section { get; }

    /// <summary>What <see cref="Check"/> and the checkers of this invariant do not look at, in plain words.</summary>
    public abstract string NotCovered { get; }

    /// <summary>
    /// The predicate, over the framework's state and the machine's. It may be evaluated between any two steps: it reads without taking locks and without being a step
    /// itself, and tolerates what is half done by design (a frame that is Busy).
    /// </summary>
    /// <exception cref="InvariantViolatedException">It does not hold; the message says what was found where.</exception>
    public abstract void Check(Kernel kernel, ModelMachine machine);

    /// <summary>Fails the check.</summary>
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    protected void Violated(string found) => throw new InvariantViolatedException(Number, found);
}
