using InKernel;
using Services.Boot;

namespace InKernel.Services.Boot;

/// <summary>The kernel's command line.</summary>
public static class CommandLineTests
{
    [KernelTest]
    public static void A_job_is_everything_behind_its_word()
    {
        var line = new CommandLine("quiet faults exec=echo 'a  b' > /tmp/x; exec=no");
        Check.Equal("echo 'a  b' > /tmp/x; exec=no", line.Job);
        Check.True(line.Has("quiet"));
        Check.True(line.Has("faults"));
        Check.False(line.Has("echo"), "words of the job are its own");
    }

    [KernelTest]
    public static void Without_the_word_there_is_no_job()
    {
        Check.Null(new CommandLine("").Job);
        Check.Null(new CommandLine("noexec=1 quiet").Job);
        Check.Equal("", new CommandLine("exec=").Job);
    }

    [KernelTest]
    public static void The_last_value_of_a_key_counts()
    {
        var line = new CommandLine("loglevel=3 log=x loglevel=7");
        Check.Equal("7", line.ValueOf("loglevel"));
        Check.Equal("x", line.ValueOf("log"));
        Check.Null(line.ValueOf("level"));
    }
}
