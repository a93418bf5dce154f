using System;
using System.Runtime.CompilerServices;

namespace InKernel.Runtime;

/// <summary>Throwing and catching: which handler gets an exception, and what runs before it.</summary>
public static partial class ExceptionTests
{
    private class Custom(string message, int number = 0) : Exception(message)
    {
        public int Number { get; } = number;
    }

    private sealed class MoreCustom(string message) : Custom(message);

    /// <summary>What happened, in order.</summary>
    private sealed class Log
    {
        private string _text = "";

        public void Add(string what) => _text = _text.Length == 0 ? what : _text + " " + what;

        public bool AddAndSay(string what, bool answer)
        {
            Add(what);
            return answer;
        }

        public override string ToString() => _text;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Throw(string message) => throw new Custom(message);

    [KernelTest]
    public static void A_thrown_object_arrives_in_the_catch_block_unchanged()
    {
        var thrown = new Custom("x", 42);
        try
        {
            throw thrown;
        }
        catch (Custom caught)
        {
            Check.Same(thrown, caught);
            Check.Equal(42, caught.Number);
        }
    }

    [KernelTest]
    public static void The_first_catch_block_whose_type_fits_is_taken()
    {
        Check.Equal("base", Classify(new Custom("")));
        Check.Equal("derived", Classify(new MoreCustom("")));
        Check.Equal("argument", Classify(new ArgumentNullException("p")));
        Check.Equal("any", Classify(new InvalidOperationException()));
    }

    private static string Classify(Exception e)
    {
        try
        {
            throw e;
        }
        catch (MoreCustom)
        {
            return "derived";
        }
        catch (Custom)
        {
            return "base";
        }
        catch (ArgumentException)
        {
            return "argument";
        }
        catch
        {
            return "any";
        }
    }

    [KernelTest]
    public static void An_exception_passes_frames_without_handlers_and_with_others()
    {
        try
        {
            PassThrough(10);
            Check.Fail("nothing was thrown");
        }
        catch (Custom e)
        {
            Check.Equal("deep", e.Message);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int PassThrough(int depth)
    {
        if (depth == 0)
            Throw("deep");

        try
        {
            return PassThrough(depth - 1) + 1;
        }
        catch (InvalidOperationException)
        {
            return -1;
        }
    }

    [KernelTest]
    public static void Two_hundred_frames_are_unwound_with_every_finally_block_run_once()
    {
        int finallyCount = 0;
        try
        {
            Descend(200, ref finallyCount);
        }
        catch (Custom e)
        {
            Check.Equal("bottom", e.Message);
        }

        Check.Equal(200, finallyCount);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Descend(int depth, ref int finallyCount)
    {
        if (depth == 0)
            Throw("bottom");

        try
        {
            return Descend(depth - 1, ref finallyCount) + 1;
        }
        finally
        {
            finallyCount++;
        }
    }

    [KernelTest]
    public static void Locals_keep_their_values_across_a_catch()
    {
        int a = Opaque(1), b = Opaque(2), c = Opaque(3), d = Opaque(4), e = Opaque(5), f = Opaque(6), g = Opaque(7);
        double x = Opaque(8);
        string text = "text" + a.ToString();
        for (int i = 0; i < 3; i++)
        {
            try
            {
                a += i;
                Throw("again");
            }
            catch (Custom)
            {
                b += a;
            }
        }

        Check.Equal(4, a);
        Check.Equal(2 + 1 + 2 + 4, b);
        Check.Equal(3 + 4 + 5 + 6 + 7, c + d + e + f + g);
        Check.Equal(8.0, x);
        Check.Equal("text1", text);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Opaque(int value) => value;

    [KernelTest]
    public static void A_method_with_stack_allocated_memory_catches()
    {
        for (int size = 16; size < 600; size += 100)
            Check.Equal(size, CatchWithStackMemory(size));
    }

    private static int CatchWithStackMemory(int size)
    {
        Span<byte> memory = stackalloc byte[600];
        memory = memory[..size];
        memory.Fill(1);
        try
        {
            Throw("x");
        }
        catch (Custom)
        {
            int sum = 0;
            foreach (byte b in memory)
                sum += b;
            return sum;
        }

        return -1;
    }

    [KernelTest]
    public static void Finally_blocks_run_from_the_inside_out_before_the_catch_block()
    {
        var log = new Log();
        try
        {
            try
            {
                try
                {
                    log.Add("try");
                    Throw("x");
                }
                finally
                {
                    log.Add("inner");
                }
            }
            finally
            {
                log.Add("outer");
            }
        }
        catch (Custom)
        {
            log.Add("catch");
        }

        Check.Equal("try inner outer catch", log.ToString());
    }

    [KernelTest]
    public static void Finally_blocks_run_without_an_exception_and_on_return_and_break()
    {
        var log = new Log();
        Check.Equal(7, ReturnThroughFinally(log));
        for (int i = 0; i < 5; i++)
        {
            try
            {
                if (i == 1)
                    continue;
                if (i == 2)
                    break;
            }
            finally
            {
                log.Add("loop" + i.ToString());
            }
        }

        Check.Equal("body finally loop0 loop1 loop2", log.ToString());
    }

    private static int ReturnThroughFinally(Log log)
    {
        try
        {
            log.Add("body");
            return 7;
        }
        finally
        {
            log.Add("finally");
        }
    }

    [KernelTest]
    public static void A_try_block_with_catch_and_finally_runs_both_in_order()
    {
        var log = new Log();
        try
        {
            Throw("x");
        }
        catch (Custom)
        {
            log.Add("catch");
        }
        finally
        {
            log.Add("finally");
        }

        Check.Equal("catch finally", log.ToString());
    }

    [KernelTest]
    public static void The_finally_block_beside_a_catch_block_that_throws_still_runs()
    {
        var log = new Log();
        try
        {
            try
            {
                Throw("first");
            }
            catch (Custom)
            {
                log.Add("catch");
                Throw("second");
            }
            finally
            {
                log.Add("finally");
            }
        }
        catch (Custom e)
        {
            log.Add(e.Message);
        }

        Check.Equal("catch finally second", log.ToString());
    }

    [KernelTest]
    public static void A_catch_block_does_not_guard_its_siblings()
    {
        var log = new Log();
        try
        {
            try
            {
                throw new MoreCustom("first");
            }
            catch (MoreCustom)
            {
                log.Add("more");
                Throw("second");
            }
            catch (Custom)
            {
                log.Add("sibling");
            }
        }
        catch (Custom e)
        {
            log.Add(e.Message);
        }

        Check.Equal("more second", log.ToString());
    }

    [KernelTest]
    public static void Nested_try_blocks_of_the_same_extent_each_get_their_turn()
    {
        var log = new Log();
        try
        {
            try
            {
                try
                {
                    Throw("one");
                }
                catch (Custom e)
                {
                    log.Add(e.Message);
                    Throw("two");
                }
            }
            catch (Custom e)
            {
                log.Add(e.Message);
                Throw("three");
            }
        }
        catch (Custom e)
        {
            log.Add(e.Message);
        }

        Check.Equal("one two three", log.ToString());
    }

    [KernelTest]
    public static void A_try_block_inside_a_catch_block_works_and_the_outer_exception_lives_on()
    {
        var log = new Log();
        try
        {
            Throw("outer");
        }
        catch (Custom outer)
        {
            try
            {
                Throw("inner");
            }
            catch (Custom inner)
            {
                log.Add(inner.Message);
            }
            finally
            {
                log.Add("finally");
            }

            log.Add(outer.Message);
        }

        Check.Equal("inner finally outer", log.ToString());
    }

    [KernelTest]
    public static void Throwing_again_keeps_the_object_and_reaches_the_next_handler()
    {
        var thrown = new Custom("x");
        Exception? first = null;
        try
        {
            try
            {
                throw thrown;
            }
            catch (Exception e)
            {
                first = e;
                throw;
            }
        }
        catch (Custom e)
        {
            Check.Same(thrown, first);
            Check.Same(thrown, e);
        }
    }

    [KernelTest]
    public static void Throwing_again_in_a_nested_catch_block_throws_the_inner_exception()
    {
        string seen = "";
        try
        {
            try
            {
                Throw("outer");
            }
            catch (Custom)
            {
                try
                {
                    Throw("inner");
                }
                catch (Custom)
                {
                    throw;
                }
            }
        }
        catch (Custom e)
        {
            seen = e.Message;
        }

        Check.Equal("inner", seen);
    }

    [KernelTest]
    public static void Throwing_again_after_a_handled_inner_exception_throws_the_outer_one()
    {
        string seen = "";
        try
        {
            try
            {
                Throw("outer");
            }
            catch (Custom)
            {
                try
                {
                    Throw("inner");
                }
                catch (Custom)
                {
                }

                throw;
            }
        }
        catch (Custom e)
        {
            seen = e.Message;
        }

        Check.Equal("outer", seen);
    }

    [KernelTest]
    public static void An_exception_in_a_finally_block_replaces_the_one_on_its_way()
    {
        var log = new Log();
        try
        {
            try
            {
                try
                {
                    Throw("first");
                }
                finally
                {
                    log.Add("inner");
                    Throw("second");
                }
            }
            finally
            {
                log.Add("outer");
            }
        }
        catch (Custom e)
        {
            log.Add(e.Message);
        }

        Check.Equal("inner outer second", log.ToString());
    }

    [KernelTest]
    public static void An_exception_caught_inside_a_finally_block_does_not_stop_the_other()
    {
        var log = new Log();
        try
        {
            try
            {
                Throw("first");
            }
            finally
            {
                try
                {
                    Throw("second");
                }
                catch (Custom e)
                {
                    log.Add(e.Message);
                }

                log.Add("rest");
            }
        }
        catch (Custom e)
        {
            log.Add(e.Message);
        }

        Check.Equal("second rest first", log.ToString());
    }
}
