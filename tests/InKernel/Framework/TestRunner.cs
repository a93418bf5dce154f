using System;

namespace InKernel;

/// <summary>Runs the whole registry and reports each result as one line of <see cref="TestProtocol"/>.</summary>
public static class TestRunner
{
    /// <summary>Runs every test for this target and every transcript whose full name starts with
    /// <paramref name="prefix"/>. Returns the number of failures.</summary>
    public static int Run(Target here, Action<string> writeLine, string prefix = "")
    {
        int passed = 0;
        int failed = 0;

        foreach (KernelTestCase test in KernelTestRegistry.Tests())
        {
            if ((test.On != Target.Both && test.On != here) || !test.Name.StartsWith(prefix, StringComparison.Ordinal))
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
            if (!value.Name.StartsWith(prefix, StringComparison.Ordinal))
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
