using System;
using System.Runtime.CompilerServices;
using Ostd.Sync;
using Ostd.Tasks;

namespace InKernel.Ostd;

/// <summary>Exceptions, allocation and stacks while tasks interrupt each other.</summary>
public static class ExceptionTaskTests
{
    [KernelTest]
    public static void Tasks_that_throw_all_the_time_do_not_disturb_each_other()
    {
        const int Tasks = 4, Rounds = 200;
        var finished = new CountDown(Tasks);
        int[] caught = new int[Tasks];
        int[] cleaned = new int[Tasks];
        for (int i = 0; i < Tasks; i++)
        {
            int me = i;
            Task.Spawn(() =>
            {
                for (int round = 0; round < Rounds; round++)
                {
                    try
                    {
                        ThrowFrom(me + 1, me, ref cleaned[me]);
                    }
                    catch (InvalidOperationException e) when (e.Message.Length == me + 1)
                    {
                        caught[me]++;
                    }

                    if (round % 16 == me)
                        Task.Yield();
                }

                finished.Signal();
            });
        }

        finished.Wait();
        for (int i = 0; i < Tasks; i++)
        {
            Check.Equal(Rounds, caught[i]);
            Check.Equal(Rounds * (i + 1), cleaned[i]);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowFrom(int depth, int length, ref int cleaned)
    {
        if (depth == 0)
            throw new InvalidOperationException(new string('x', length + 1));

        try
        {
            ThrowFrom(depth - 1, length, ref cleaned);
        }
        finally
        {
            cleaned++;
        }
    }

    [KernelTest]
    public static void A_handler_may_sleep_and_go_on_where_it_was()
    {
        var gate = new Completion();
        var finished = new CountDown(1);
        string log = "";
        Task.Spawn(() =>
        {
            try
            {
                throw new InvalidOperationException("first");
            }
            catch (InvalidOperationException e)
            {
                gate.Wait();
                log += e.Message;
            }
            finally
            {
                Task.Yield();
                log += " finally";
            }

            finished.Signal();
        });
        Task.Yield();
        try
        {
            throw new InvalidOperationException("second");
        }
        catch (InvalidOperationException)
        {
            gate.Set();
        }

        finished.Wait();
        Check.Equal("first finally", log);
    }

    [KernelTest(On = Target.Metal)]
    public static void A_stack_overflow_is_an_exception_and_the_stack_can_be_used_again()
    {
        var finished = new CountDown(1);
        int caught = 0, cleaned = 0, deepest = 0;
        Task.Spawn(() =>
        {
            for (int i = 0; i < 3; i++)
            {
                try
                {
                    deepest = Math.Max(deepest, Recurse(0, ref cleaned));
                }
                catch (InsufficientExecutionStackException)
                {
                    caught++;
                }
            }

            finished.Signal();
        });
        finished.Wait();
        Check.Equal(3, caught);
        Check.True(cleaned > 3 * 20, "finally blocks ran on the way out: " + cleaned.ToString());
        Check.Equal(0, deepest);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Recurse(int depth, ref int cleaned)
    {
        try
        {
            return 1 + Recurse(depth + 1, ref cleaned);
        }
        finally
        {
            cleaned++;
        }
    }

    private sealed class Node(Node? next, int number)
    {
        internal readonly Node? Next = next;
        internal readonly int Number = number;
        internal readonly int[] Payload = new int[number & 15];
    }

    [KernelTest]
    public static void Allocating_tasks_that_interrupt_each_other_get_memory_of_their_own()
    {
        const int Tasks = 3, Rounds = 40, Length = 250;
        var finished = new CountDown(Tasks);
        int[] wrong = new int[Tasks];
        for (int i = 0; i < Tasks; i++)
        {
            int me = i;
            Task.Spawn(() =>
            {
                for (int round = 0; round < Rounds; round++)
                {
                    Node? list = null;
                    for (int n = 0; n < Length; n++)
                    {
                        list = new Node(list, (me << 20) + n);
                        Array.Fill(list.Payload, list.Number);
                    }

                    wrong[me] += CountWrong(list, me, Length);
                }

                finished.Signal();
            });
        }

        finished.Wait();
        foreach (int count in wrong)
            Check.Equal(0, count);
    }

    private static int CountWrong(Node? list, int owner, int length)
    {
        int wrong = 0;
        for (int n = length - 1; n >= 0; n--, list = list.Next)
        {
            if (list is null)
                return wrong + 1;
            if (list.Number != (owner << 20) + n)
                wrong++;
            foreach (int word in list.Payload)
                wrong += word == list.Number ? 0 : 1;
        }

        return list is null ? wrong : wrong + 1;
    }
}
