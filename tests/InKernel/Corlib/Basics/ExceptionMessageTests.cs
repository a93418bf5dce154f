using System;
using System.Collections.Generic;

namespace InKernel.Corlib.Basics;

/// <summary>What exceptions say. That they are thrown and caught is tested with the runtime.</summary>
public static class ExceptionMessageTests
{
    [KernelValue]
    public static string Messages()
    {
        var transcript = new Transcript();
        Exception[] exceptions =
        [
            new Exception(), new SystemException(), new ArgumentException(), new ArgumentException("m", "p"), new ArgumentNullException(),
            new ArgumentNullException("p"), new ArgumentNullException("p", "m"), new ArgumentOutOfRangeException(), new ArgumentOutOfRangeException("p"),
            new ArgumentOutOfRangeException("p", "m"), new ArgumentOutOfRangeException("p", 5, "m"), new ArithmeticException(), new DivideByZeroException(),
            new OverflowException(), new FormatException(), new IndexOutOfRangeException(), new InvalidCastException(), new InvalidOperationException(),
            new NotSupportedException(), new NullReferenceException(), new OutOfMemoryException(),
            new PlatformNotSupportedException(), new RankException(), new TimeoutException(), new ArrayTypeMismatchException(),
            new ObjectDisposedException("o"), new ObjectDisposedException("o", "m"), new ObjectDisposedException(null), new OperationCanceledException(),
            new KeyNotFoundException(), new InsufficientExecutionStackException(), new UnauthorizedAccessException(), new AccessViolationException(),
            new TypeInitializationException("T", null), new ApplicationException(), new InvalidProgramException(),
            new System.Diagnostics.UnreachableException(), new Exception("own message"), new Exception(null, new Exception("inner")),
        ];
        foreach (Exception exception in exceptions)
        {
            transcript.Add(exception.GetType().Name + ": " + exception.Message);
            transcript.Add(exception.ToString());
        }

        return transcript.ToString();
    }

    [KernelTest]
    public static void Inner_exceptions_lead_to_the_first_cause()
    {
        var cause = new FormatException("cause");
        var middle = new InvalidOperationException("middle", cause);
        var outer = new Exception("outer", middle);
        Check.Same(middle, outer.InnerException);
        Check.Same(cause, outer.GetBaseException());
        Check.Same(cause, cause.GetBaseException());
        Check.True(outer.ToString().Contains("outer") && outer.ToString().Contains("---> System.FormatException: cause"));
    }

    [KernelTest]
    public static void Throw_helpers_throw_only_for_bad_arguments()
    {
        int number = 5;
        string? nothing = null;
        ArgumentNullException.ThrowIfNull("x");
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, 5);
        ObjectDisposedException.ThrowIf(false, new object());
        Check.Throws<ArgumentNullException>("nothing", () => ArgumentNullException.ThrowIfNull(nothing));
        Check.Throws<ArgumentNullException>("nothing", () => ArgumentException.ThrowIfNullOrEmpty(nothing));
        Check.Throws<ArgumentException>("argument", () => ArgumentException.ThrowIfNullOrWhiteSpace(" ", "argument"));
        Check.Throws<ArgumentOutOfRangeException>("number", () => ArgumentOutOfRangeException.ThrowIfGreaterThan(number, 4));
        Check.Throws<ArgumentOutOfRangeException>("number", () => ArgumentOutOfRangeException.ThrowIfLessThan(number, 6));
        Check.Throws<ArgumentOutOfRangeException>("number", () => ArgumentOutOfRangeException.ThrowIfEqual(number, 5));
        Check.Throws<ArgumentOutOfRangeException>("-number", () => ArgumentOutOfRangeException.ThrowIfNegativeOrZero(-number));
        Check.Throws<ObjectDisposedException>(() => ObjectDisposedException.ThrowIf(true, "an object"));
    }
}
