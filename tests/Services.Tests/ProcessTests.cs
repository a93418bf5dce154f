using System.Collections.Generic;
using Services.Linux;
using Services.Tests.Scripted;
using Xunit;

namespace Services.Tests;

/// <summary>The life of processes, as programs see it.</summary>
public sealed class ProcessTests
{
    private const ulong Status = ScriptedProgram.Data;

    [Fact]
    public void The_exit_code_of_the_job_is_that_of_the_machine()
    {
        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Exit(42);
        }

        Assert.Equal(42, ScriptedKernel.Run(Job).ExitCode);
    }

    [Fact]
    public void A_parent_gets_the_exit_code_of_its_child()
    {
        static IEnumerable<Step> Child(UserThread t)
        {
            yield return t.Exit(7);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Fork(Child);
            long pid = t.Result;
            Assert.True(pid > 2);
            yield return t.WaitFor(pid, Status);
            Assert.Equal(pid, t.Result);
            yield return t.GetInt(Status);
            Assert.Equal(7 << 8, t.LoadedInt);
            yield return t.WaitFor(-1);
            Assert.Equal(Errno.ECHILD, t.Error);
            yield return t.Exit(0);
        }

        Assert.Equal(0, ScriptedKernel.Run(Job).ExitCode);
    }
}
