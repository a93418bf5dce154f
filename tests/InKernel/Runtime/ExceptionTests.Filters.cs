using System;
using System.Runtime.CompilerServices;

namespace InKernel.Runtime;

// Filters, using statements and iterators.
public static partial class ExceptionTests
{
    [KernelTest]
    public static void Filters_choose_the_handler_before_anything_is_undone()
    {
        var log = new Log();
        try
        {
            try
            {
                try
                {
                    Throw("x");
                }
                finally
                {
                    log.Add("finally");
                }
            }
            catch (Custom e) when (log.AddAndSay("no:" + e.Message, false))
            {
                log.Add("wrong");
            }
        }
        catch (Custom) when (log.AddAndSay("yes", true))
        {
            log.Add("catch");
        }

        Check.Equal("no:x yes finally catch", log.ToString());
    }

    [KernelTest]
    public static void Filters_see_the_variables_of_their_method()
    {
        int threshold = Opaque(5);
        for (int i = 3; i < 8; i++)
        {
            string where = "";
            try
            {
                try
                {
                    throw new Custom("x", i);
                }
                catch (Custom e) when (e.Number < threshold)
                {
                    where = "inner";
                }
            }
            catch (Custom)
            {
                where = "outer";
            }

            Check.Equal(i < 5 ? "inner" : "outer", where);
        }
    }

    [KernelTest]
    public static void An_exception_in_a_filter_counts_as_no()
    {
        var log = new Log();
        try
        {
            try
            {
                Throw("first");
            }
            catch (Custom) when (FailingFilter(log))
            {
                log.Add("wrong");
            }
        }
        catch (Custom e)
        {
            log.Add(e.Message);
        }

        Check.Equal("filter cleanup first", log.ToString());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool FailingFilter(Log log)
    {
        log.Add("filter");
        try
        {
            Throw("in filter");
        }
        finally
        {
            log.Add("cleanup");
        }

        return true;
    }

    [KernelTest]
    public static void A_filter_may_throw_and_catch_inside()
    {
        string seen = "";
        try
        {
            Throw("x");
        }
        catch (Custom e) when (CatchesInside())
        {
            seen = e.Message;
        }

        Check.Equal("x", seen);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool CatchesInside()
    {
        try
        {
            Throw("inner");
        }
        catch (Custom e)
        {
            return e.Message == "inner";
        }

        return false;
    }

    [KernelTest]
    public static void A_catch_block_of_a_type_parameter_catches_just_that_type()
    {
        Check.True(Catches<Custom>(new Custom("")));
        Check.True(Catches<Custom>(new MoreCustom("")));
        Check.True(Catches<Exception>(new InvalidOperationException()));
        Check.False(Catches<MoreCustom>(new Custom("")));
    }

    private static bool Catches<T>(Exception e) where T : Exception
    {
        try
        {
            try
            {
                throw e;
            }
            catch (T)
            {
                return true;
            }
        }
        catch (Exception)
        {
            return false;
        }
    }

    [KernelTest]
    public static void Throwing_null_throws_a_null_reference_exception() =>
        Check.Throws<NullReferenceException>(() => throw NoException()!);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Exception? NoException() => null;

    private sealed class Resource(Log log, string name) : IDisposable
    {
        public void Dispose() => log.Add(name);
    }

    [KernelTest]
    public static void Using_disposes_in_reverse_order_with_and_without_an_exception()
    {
        var log = new Log();
        try
        {
            using var first = new Resource(log, "first");
            using (new Resource(log, "second"))
            {
                using var third = new Resource(log, "third");
                Throw("x");
            }
        }
        catch (Custom)
        {
            log.Add("catch");
        }

        using (new Resource(log, "calm"))
            log.Add("body");

        Check.Equal("third second first catch body calm", log.ToString());
    }

    [KernelTest]
    public static void Exceptions_cross_delegates_interfaces_and_iterators()
    {
        Action action = () => Throw("delegate");
        Check.Equal("delegate", Check.Throws<Custom>(action).Message);
        IDisposable thrower = new Thrower();
        Check.Equal("interface", Check.Throws<Custom>(() => thrower.Dispose()).Message);
        Check.Throws<Custom>(() =>
        {
            foreach (int _ in NumbersThenThrow())
            {
            }
        });
    }

    private sealed class Thrower : IDisposable
    {
        public void Dispose() => Throw("interface");
    }

    private static System.Collections.Generic.IEnumerable<int> NumbersThenThrow()
    {
        yield return 1;
        Throw("iterator");
        yield return 2;
    }

    [KernelTest]
    public static void Leaving_an_iterator_early_runs_its_finally_block()
    {
        var log = new Log();
        foreach (int n in WithFinally(log))
        {
            if (n == 2)
                break;
        }

        Check.Equal("finally", log.ToString());
    }

    private static System.Collections.Generic.IEnumerable<int> WithFinally(Log log)
    {
        try
        {
            yield return 1;
            yield return 2;
            yield return 3;
        }
        finally
        {
            log.Add("finally");
        }
    }

    [KernelTest]
    public static void Throwing_a_thousand_times_from_the_same_place_does_not_wear_out_the_stack()
    {
        int caught = 0;
        for (int i = 0; i < 1000; i++)
        {
            try
            {
                Throw("x");
            }
            catch (Custom)
            {
                caught++;
            }
        }

        Check.Equal(1000, caught);
    }

    [KernelTest]
    public static void Inner_exceptions_lead_to_the_base_exception()
    {
        var root = new Custom("root");
        var middle = new InvalidOperationException("middle", root);
        var top = new ArgumentException("top", middle);
        Check.Same(middle, top.InnerException);
        Check.Same(root, top.GetBaseException());
        Check.Same(root, root.GetBaseException());
    }
}
