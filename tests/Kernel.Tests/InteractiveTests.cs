using System;
using System.Diagnostics;
using System.Text;
using System.Threading;
using Asterism;
using Xunit;

namespace InQemu;

/// <summary>A shell on the console: keys go in as from a terminal, and what the screen would show comes out.</summary>
public sealed class InteractiveTests : IDisposable
{
    private const string Prompt = " # ";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly Qemu _machine = new() { Kernel = Repository.KernelImage, Initramfs = Initramfs.PackToFile("initramfs-keys.cpio", []), CommandLine = "quiet" };
    private readonly Process _qemu;
    private readonly StringBuilder _screen = new();

    public InteractiveTests()
    {
        _qemu = _machine.Start(redirect: true);
        new Thread(Watch) { IsBackground = true }.Start();
    }

    [Fact]
    public void Commands_are_typed_edited_interrupted_and_stopped()
    {
        AwaitText(Prompt);
        Assert.Contains("42", Command("echo $((6 * 7))"));
        Assert.Contains("hello world", Command("echo hellx\u007fo world"));

        Type("sleep 1000\r");
        AwaitText("sleep 1000");
        Thread.Sleep(500);
        Type("\u0003");
        AwaitText("^C");
        AwaitText(Prompt);

        Type("sleep 1000\r");
        Thread.Sleep(500);
        Type("\u001a");
        AwaitText("Stopped");
        AwaitText(Prompt);
        Assert.Contains("sleep 1000", Command("jobs"));
        Assert.Contains("Killed", Command("kill -9 %1; sleep 1; jobs"));

        // Canonical mode: cat gets the line as edited, and ends at the end-of-file key.
        Type("cat > /tmp/typed\r");
        Thread.Sleep(500);
        Type("abx\u007fc\r\u0004");
        AwaitText(Prompt);
        Assert.Contains("\nabc", Command("cat /tmp/typed"));
        Assert.Contains("Stopped (tty input)", Command("cat & sleep 1") + Command("jobs"));
    }

    public void Dispose()
    {
        _machine.Kill(_qemu);
        _qemu.Dispose();
    }

    private string Command(string line)
    {
        Type(line + "\r");
        return AwaitText(Prompt);
    }

    private void Type(string keys)
    {
        _qemu.StandardInput.Write(keys);
        _qemu.StandardInput.Flush();
    }

    /// <summary>Waits until the text has appeared, and takes what the screen showed up to it.</summary>
    private string AwaitText(string text)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < _patience)
        {
            lock (_screen)
            {
                string shown = _screen.ToString();
                int at = shown.IndexOf(text, StringComparison.Ordinal);
                if (at >= 0)
                {
                    _screen.Remove(0, at + text.Length);
                    return shown[..(at + text.Length)].Replace("\r", "");
                }
            }
            Thread.Sleep(20);
        }
        lock (_screen)
            throw new TimeoutException($"'{text}' did not appear; the screen shows:\n{_screen}");
    }

    private void Watch()
    {
        var buffer = new char[256];
        while (_qemu.StandardOutput.Read(buffer) is > 0 and var length)
        {
            lock (_screen)
                _screen.Append(buffer, 0, length);
        }
    }
}
