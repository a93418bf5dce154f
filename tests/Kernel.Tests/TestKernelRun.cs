using System;
using System.Collections.Generic;
using System.Diagnostics;
using Asterism;
using InKernel;

namespace InQemu;

/// <summary>
/// The test kernel's report on every shared test. It is booted once; only when a test stops the machine is it booted again, to
/// go on after that test, so that one disaster costs one row.
/// </summary>
internal sealed class TestKernelRun
{
    /// <summary>For one boot. Under emulation on a busy machine the tests take a good part of a minute.</summary>
    private static readonly TimeSpan _longestBoot = TimeSpan.FromMinutes(4);

    /// <summary>Tests that may stop the machine before we give up on it.</summary>
    private const int MostBoots = 8;

    private static readonly Lazy<TestKernelRun> _only = new(() => new TestKernelRun());

    private readonly Dictionary<string, string> _outcomes = [];
    private readonly Dictionary<string, string> _values = [];
    private string _end = "";

    private TestKernelRun()
    {
        string? resumeAfter = "";
        for (int boots = 0; resumeAfter is not null && boots < MostBoots; boots++)
            resumeAfter = Boot(resumeAfter);
    }

    public static TestKernelRun Instance => _only.Value;

    /// <summary>Empty when the test passed, else why it did not.</summary>
    public string Failure(string test) => _outcomes.TryGetValue(test, out string? outcome) ? outcome : $"The kernel did not run this test. {_end}";

    /// <summary>What the kernel printed for a transcript, escaped.</summary>
    public string Value(string name) => _values.TryGetValue(name, out string? value) ? value : $"The kernel did not print this transcript. {_end}";

    /// <summary>Returns the test that stopped the machine, or null when all have run.</summary>
    private string? Boot(string resumeAfter)
    {
        var qemu = new Qemu { Kernel = Repository.TestKernelImage, CommandLine = resumeAfter.Length == 0 ? "" : "after=" + resumeAfter };
        using Process process = qemu.Start(redirect: true);
        var timeout = System.Threading.Tasks.Task.Run(() =>
        {
            if (!process.WaitForExit(_longestBoot))
                process.Kill();
        });

        string? running = null;
        bool isDone = false;
        var tail = new Queue<string>();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            line = line.TrimEnd('\r');
            if (line.StartsWith(TestProtocol.Start, StringComparison.Ordinal))
            {
                running = line[TestProtocol.Start.Length..];
                tail.Clear();
            }
            else if (line.StartsWith(TestProtocol.Test, StringComparison.Ordinal))
            {
                AddOutcome(line[TestProtocol.Test.Length..]);
                running = null;
            }
            else if (line.StartsWith(TestProtocol.Value, StringComparison.Ordinal))
            {
                string[] parts = line[TestProtocol.Value.Length..].Split(' ', 2);
                _values[parts[0]] = parts.Length > 1 ? parts[1] : "";
                running = null;
            }
            else if (line.StartsWith(TestProtocol.Done, StringComparison.Ordinal))
            {
                isDone = true;
            }
            else
            {
                tail.Enqueue(line);
                if (tail.Count > 60)
                    tail.Dequeue();
            }
        }

        timeout.Wait();
        process.WaitForExit();
        int status = qemu.KernelStatus(process.ExitCode);
        if (isDone)
            return null;
        _end = $"It ended with status {status}{(running is null ? "" : " in " + running)}:\n{string.Join('\n', tail)}";
        if (running is null)
            return null;
        _outcomes[running] = "The machine stopped in this test. " + _end;
        _values[running] = _outcomes[running];
        return running;
    }

    private void AddOutcome(string report)
    {
        string[] parts = report.Split(' ', 3);
        if (parts is [var name, TestProtocol.Pass])
            _outcomes[name] = "";
        else if (parts is [var failed, TestProtocol.Fail, var message])
            _outcomes[failed] = message;
        else
            throw new FormatException("The kernel wrote a report that is none: " + report);
    }
}
