using System;
using System.Diagnostics.CodeAnalysis;

namespace Verification.Properties;

/// <summary>
/// One run of a property: the system under test and the pure model of it, from the start of one generated sequence to its end. A property is one class derived from this.
/// <see cref="PropertyRunner"/> says how to write one.
/// </summary>
/// <remarks>The constructor, <see cref="Apply"/> and <see cref="End"/> execute in the first task of a fresh kernel.</remarks>
internal abstract class PropertyRun<TOperation>
    where TOperation : notnull
{
    /// <summary>The rule that the machine may stop with because of the operation under way, if any.</summary>
    internal string? ExpectedPanic { get; private set; }

    /// <summary>
    /// Does one operation to the system and to the model, and compares what they answer. Total: whatever the state, it means something, so that operations before it can be
    /// left out when a counterexample is shrunk (pick handles by index modulo how many there are; do nothing when there is none).
    /// </summary>
    public abstract void Apply(TOperation operation);

    /// <summary>After the last operation: gives back what is left, and compares for the last time.</summary>
    public virtual void End()
    {
    }

    /// <summary>States something that must hold now.</summary>
    /// <param name="rule">What was expected and what was found instead, in words and numbers.</param>
    /// <exception cref="PropertyViolatedException">It does not hold.</exception>
    protected static void Require([DoesNotReturnIf(false)] bool claim, string rule)
    {
        if (!claim)
            throw new PropertyViolatedException(rule);
    }

    /// <summary>States that two answers are the same: <paramref name="actual"/> of the system and <paramref name="expected"/> of the model.</summary>
    /// <exception cref="PropertyViolatedException">They are not.</exception>
    protected static void RequireEqual<T>(T expected, T actual, string what)
    {
        if (!Equals(expected, actual))
            throw new PropertyViolatedException($"{what}: expected {expected?.ToString() ?? "nothing"}, found {actual?.ToString() ?? "nothing"}");
    }

    /// <summary>States that a call is refused with an exception of type <typeparamref name="TException"/>, and hands it out.</summary>
    /// <exception cref="PropertyViolatedException">The call was not refused.</exception>
    protected static TException RequireThrows<TException>(Action call, string what)
        where TException : Exception
    {
        try
        {
            call();
        }
        catch (TException e)
        {
            return e;
        }
        throw new PropertyViolatedException($"{what}: expected {typeof(TException).Name}, but the call was accepted");
    }

    /// <summary>From now on the machine may stop with a panic whose message contains <paramref name="rule"/>: the sequence ends there, and holds.</summary>
    protected void AllowPanic(string rule) => ExpectedPanic = rule;

    /// <summary>States that a call stops the machine with a panic whose message contains <paramref name="rule"/>. The sequence ends there.</summary>
    /// <exception cref="PropertyViolatedException">The call came back.</exception>
    protected void RequirePanic(Action call, string rule)
    {
        AllowPanic(rule);
        call();
        throw new PropertyViolatedException($"expected the machine to stop with \"{rule}\", but the call came back");
    }
}

/// <summary>The system and the model of a property disagree.</summary>
internal sealed class PropertyViolatedException(string rule) : Exception(rule);
