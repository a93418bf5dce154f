using System;

namespace InKernel;

/// <summary>Runs the whole registry and reports each result as one line of <see cref="TestProtocol"/>.</summary>
public static class TestRunner
{
    /// <summary>Runs every test for this target and every transcript that is <paramref name="wanted"/>: asked once for each
    /// full name, in the order in which they run. Returns the number of failures.</summary>
    public static int Run(Target here, Action<string> writeLine, Func<string, bool> wanted)
    {
        int passed = 0;
        int failed = 0;

        foreach (KernelTestCase test in KernelTestRegistry.Tests())
        {
            if ((test.On != Target.Both && test.On != here) || !wanted(test.Name))
                continue;
            writeLine(TestProtocol.Start + test.Name);
            string? failure = Try(test.Body);
            if (failure is null)
                passed++;
            else
                failed++;
            writeLine(TestProtocol.Test + test.Name + " "
                + (failure is null ? TestProtocol.Pass : TestProtocol.Fail + " " + TestProtocol.Escape(failure)));
        }

        foreach (KernelValueCase value in KernelTestRegistry.Values())
        {
            if (!wanted(value.Name))
                continue;
            writeLine(TestProtocol.Start + value.Name);
            writeLine(TestProtocol.Value + value.Name + " " + TestProtocol.Escape(Evaluate(value)));
        }

        writeLine(TestProtocol.Done + passed.ToString() + " " + failed.ToString());
        return failed;
    }

    private static string? Try(Action body)
    {
        try
        {
            body();
            return null;
        }
        catch (Exception e)
        {
            return e is CheckFailedException ? e.Message : e.GetType().Name + ": " + e.Message;
        }
    }

    /// <summary>A transcript that throws is a transcript of its exception: it will differ from the host's.</summary>
    private static string Evaluate(KernelValueCase value)
    {
        try
        {
            return value.Body();
        }
        catch (Exception e)
        {
            return "threw " + e.GetType().Name + ": " + e.Message;
        }
    }
}
