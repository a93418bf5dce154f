using System;
using Ostd.Sync;
using Ostd.Tasks;

namespace InKernel.Ostd;

/// <summary>
/// Static constructors wanted by several tasks at once. In the kernel only: .NET has the same rules, but its tasks here
/// are threads that the model machine runs one at a time, and one that waits inside .NET would keep the others waiting.
/// </summary>
public static class StaticConstructorTaskTests
{
    private static class Slow
    {
        internal static readonly AtomicFlag Started = new();
        internal static readonly AtomicFlag Release = new();
        internal static AtomicInt32 Runs = new();

        internal static class Subject
        {
            internal static readonly int Value;

            static Subject()
            {
                Runs.FetchAdd(1);
                Started.Set();
                Eventually.True(() => Release.IsSet);
                Value = 7;
            }
        }
    }

    [KernelTest(On = Target.Metal)]
    public static void A_task_that_finds_a_static_constructor_running_waits_for_it()
    {
        const int Waiters = 3;
        var finished = new CountDown(Waiters + 1);
        int[] seen = new int[Waiters + 1];
        for (int i = 0; i <= Waiters; i++)
        {
            int me = i;
            Task.Spawn(() =>
            {
                seen[me] = Slow.Subject.Value;
                finished.Signal();
            });
        }

        Eventually.True(() => Slow.Started.IsSet);
        for (int turn = 0; turn < 20; turn++)
            Task.Yield();
        Check.False(finished.IsDone);
        foreach (int value in seen)
            Check.Equal(0, value, "before the constructor was done");

        Slow.Release.Set();
        finished.Wait();
        foreach (int value in seen)
            Check.Equal(7, value, "after the constructor was done");
        Check.Equal(1, Slow.Runs.Load(MemoryOrder.Relaxed));
    }

    private static class Meeting
    {
        internal static readonly AtomicFlag LeftStarted = new();
        internal static readonly AtomicFlag RightStarted = new();
    }

    private static class Left
    {
        internal static readonly int Value;
        internal static readonly int SeenOfRight;

        static Left()
        {
            Meeting.LeftStarted.Set();
            Eventually.True(() => Meeting.RightStarted.IsSet);
            SeenOfRight = Right.Value;
            Value = 1;
        }
    }

    private static class Right
    {
        internal static readonly int Value;
        internal static readonly int SeenOfLeft;

        static Right()
        {
            Meeting.RightStarted.Set();
            Eventually.True(() => Meeting.LeftStarted.IsSet);
            SeenOfLeft = Left.Value;
            Value = 2;
        }
    }

    [KernelTest(On = Target.Metal)]
    public static void Two_tasks_whose_static_constructors_need_each_other_do_not_wait_for_ever()
    {
        var finished = new CountDown(2);
        int left = 0, right = 0;
        Task.Spawn(() =>
        {
            left = Left.Value;
            finished.Signal();
        });
        Task.Spawn(() =>
        {
            right = Right.Value;
            finished.Signal();
        });
        finished.Wait();
        Check.Equal(1, left);
        Check.Equal(2, right);

        // The last one to come saw the other class half constructed; the other one waited for it.
        bool oneSawNothing = (Left.SeenOfRight == 0) != (Right.SeenOfLeft == 0);
        Check.True(oneSawNothing, "one of the two gave way, not both");
    }

    private static class Doomed
    {
        internal static readonly AtomicFlag Started = new();
        internal static readonly AtomicFlag Release = new();

        internal static class Subject
        {
            internal static readonly object Value = Fail();

            static Subject()
            {
            }

            private static object Fail()
            {
                Started.Set();
                Eventually.True(() => Release.IsSet);
                throw new InvalidOperationException("doomed");
            }
        }
    }

    [KernelTest(On = Target.Metal)]
    public static void All_who_waited_for_a_static_constructor_that_throws_get_the_same_exception()
    {
        const int Tasks = 3;
        var finished = new CountDown(Tasks);
        var seen = new Exception?[Tasks];
        for (int i = 0; i < Tasks; i++)
        {
            int me = i;
            Task.Spawn(() =>
            {
                try
                {
                    _ = Doomed.Subject.Value.ToString();
                }
                catch (TypeInitializationException e)
                {
                    seen[me] = e;
                }

                finished.Signal();
            });
        }

        Eventually.True(() => Doomed.Started.IsSet);
        Task.Yield();
        Doomed.Release.Set();
        finished.Wait();
        Check.NotNull(seen[0]);
        Check.Equal("doomed", seen[0]!.InnerException!.Message);
        Check.Same(seen[0], seen[1]);
        Check.Same(seen[0], seen[2]);
    }
}
