using System;
using System.Runtime.CompilerServices;

namespace InKernel.Runtime;

/// <summary>Stack traces: what an exception knows about where it was thrown.</summary>
public static class StackTraceTests
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Thrower() => throw new InvalidOperationException("x");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Middle()
    {
        Thrower();
        return 1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Exception Catch(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            return e;
        }

        throw new CheckFailedException("nothing was thrown");
    }

    [KernelTest]
    public static void An_exception_that_was_never_thrown_has_no_stack_trace() =>
        Check.Null(new InvalidOperationException().StackTrace);

    [KernelTest]
    public static void The_trace_names_the_methods_from_the_throw_to_the_catch()
    {
        string trace = Catch(() => Middle()).StackTrace!;
        int thrower = trace.IndexOf("StackTraceTests.Thrower", StringComparison.Ordinal);
        int middle = trace.IndexOf("StackTraceTests.Middle", StringComparison.Ordinal);
        int catcher = trace.IndexOf("StackTraceTests.Catch", StringComparison.Ordinal);
        Check.True(thrower >= 0, trace);
        Check.True(middle > thrower, trace);
        Check.True(catcher > middle, trace);
        Check.Equal(-1, trace.IndexOf("The_trace_names", StringComparison.Ordinal) == -1 ? -1 : Lambda(trace));
    }

    // The lambda is named after its method; the method itself, which is outside of the catch, must not appear.
    private static int Lambda(string trace) => trace.Contains("<The_trace_names") ? -1 : 0;

    [KernelTest]
    public static void The_trace_has_source_lines()
    {
        string trace = Catch(() => Middle()).StackTrace!;
        Check.True(trace.Contains("StackTraceTests.cs:line "), trace);
    }

    [KernelTest]
    public static void Throwing_an_object_a_second_time_starts_its_trace_anew()
    {
        Exception e = Catch(() => Middle());
        Exception again = Catch(() => throw e);
        Check.Same(e, again);
        Check.False(again.StackTrace!.Contains("StackTraceTests.Middle"), again.StackTrace);
    }

    [KernelTest]
    public static void Throwing_again_with_throw_keeps_the_trace()
    {
        Exception e = Catch(() =>
        {
            try
            {
                Middle();
            }
            catch (InvalidOperationException)
            {
                throw;
            }
        });
        Check.True(e.StackTrace!.Contains("StackTraceTests.Thrower"), e.StackTrace);
    }

    [KernelTest(On = Target.Metal)]
    public static void A_very_deep_trace_is_cut_and_says_so()
    {
        string trace = Catch(() => Deep(100)).StackTrace!;
        Check.True(trace.Contains("StackTraceTests.Thrower"), trace);
        Check.True(trace.Contains(" more"), trace);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Deep(int depth)
    {
        if (depth == 0)
            Thrower();
        return depth + Deep(depth - 1);
    }

    [KernelTest]
    public static void ToString_tells_type_message_and_trace()
    {
        string text = Catch(() => Middle()).ToString();
        Check.True(text.StartsWith("System.InvalidOperationException: x", StringComparison.Ordinal), text);
        Check.True(text.Contains("StackTraceTests.Middle"), text);
    }
}
