using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Asterism;
using Xunit;

namespace InQemu;

/// <summary>
/// The state that decides how a CPU executes kernel code, read from outside by QEMU's monitor while the kernel runs a program: control registers, and the descriptor tables, which the
/// model machine does not have. What a program can make of them is in CpuControlTests, inside the kernel.
/// </summary>
public sealed class ControlStateTests : IDisposable
{
    private const int Gates = 256, GateSize = 16, StubSize = 16, Breakpoint = 3;
    private const ushort KernelCode = 0x10;

    private readonly string _socket = Path.Combine(Path.GetTempPath(), $"asterism-{Guid.NewGuid():N}.monitor");
    private readonly Qemu _machine;
    private readonly Process _qemu;
    private readonly StreamReader _monitor;
    private readonly NetworkStream _stream;

    public ControlStateTests()
    {
        _machine = new Qemu
        {
            Kernel = Repository.KernelImage, Initramfs = JobTests.InitramfsFile, CommandLine = "quiet exec=echo up; sleep 1000", Monitor = _socket,
        };
        _qemu = _machine.Start(redirect: true);
        Assert.Equal("up", _qemu.StandardOutput.ReadLine()?.TrimEnd());
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(_socket));
        _stream = new NetworkStream(socket, ownsSocket: true);
        _monitor = new StreamReader(_stream, Encoding.ASCII);
        ReadToPrompt();
    }

    [Fact]
    public void The_control_registers_and_descriptor_tables_are_as_the_kernel_set_them()
    {
        string registers = Ask("info registers");
        Assert.Contains("CR0=80010033 ", registers);
        Assert.Contains("CR4=00340ee0", registers); // the emulated CPU has all of SMEP, SMAP and UMIP
        Assert.Contains("EFER=0000000000000d01", registers);
        Assert.Contains("LDT=0000 ", registers);
        CheckSegments(Field(registers, @"GDT=\s+(\w+) 0000004f"), Field(registers, @"TR =0040 (\w+)"));
        CheckGates(Field(registers, @"IDT=\s+(\w+) 00000fff"));
    }

    private void CheckSegments(ulong table, ulong taskState)
    {
        ulong[] segments = ReadMemory(table, 10);
        ulong[] expected = [0, 0, 0x00af_9b00_0000_ffff, 0x00cf_9300_0000_ffff, 0, 0x00cf_f300_0000_ffff, 0x00af_fb00_0000_ffff, 0];
        Assert.Equal(expected, segments[..8]);
        Assert.Equal(0x8bUL, segments[8] >> 40 & 0xff); // a 64-bit task state, in use, for the kernel alone
        ulong limit = segments[8] & 0xffff;
        ulong portMap = ReadMemory(taskState + 96, 1)[0] >> 48;
        Assert.True(portMap >= limit, $"the port permissions at {portMap} lie inside the task state of {limit} bytes");
    }

    // Each gate is an interrupt gate for the kernel alone, breakpoints apart, on an entry stack of its own, and leads to its stub.
    private void CheckGates(ulong table)
    {
        (ulong stubs, _) = new ElfSymbols(File.ReadAllBytes(Repository.KernelImage)).CodeOf("trap_stubs");
        ulong[] words = ReadMemory(table, Gates * GateSize / 8);
        for (int vector = 0; vector < Gates; vector++)
        {
            (ulong low, ulong high) = (words[vector * 2], words[vector * 2 + 1]);
            ulong handler = low & 0xffff | low >> 32 & 0xffff_0000 | high << 32;
            Assert.Equal(stubs + (ulong)(vector * StubSize), handler);
            Assert.Equal(KernelCode, low >> 16 & 0xffff);
            Assert.InRange(low >> 32 & 0xff, 1UL, 4UL);
            Assert.Equal(vector == Breakpoint ? 0xeeUL : 0x8e, low >> 40 & 0xff);
            Assert.Equal(0UL, high >> 32);
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _machine.Kill(_qemu);
        _qemu.Dispose();
        File.Delete(_socket);
    }

    private ulong[] ReadMemory(ulong address, int words)
    {
        IEnumerable<Match> found = Regex.Matches(Ask($"x /{words}gx 0x{address:x}"), "0x([0-9a-f]{16})");
        ulong[] values = [.. found.Select(m => ulong.Parse(m.Groups[1].Value, NumberStyles.HexNumber))];
        Assert.Equal(words, values.Length);
        return values;
    }

    private static ulong Field(string registers, string pattern)
    {
        Match match = Regex.Match(registers, pattern);
        Assert.True(match.Success, $"no {pattern} in {registers}");
        return ulong.Parse(match.Groups[1].Value, NumberStyles.HexNumber);
    }

    private string Ask(string command)
    {
        _stream.Write(Encoding.ASCII.GetBytes(command + "\n"));
        string answer = ReadToPrompt();
        return answer[answer.IndexOf('\n')..]; // before it the monitor echoes, key by key
    }

    private string ReadToPrompt()
    {
        var text = new StringBuilder();
        while (!text.ToString().EndsWith("(qemu) ", StringComparison.Ordinal))
        {
            int next = _monitor.Read();
            if (next < 0)
                throw new EndOfStreamException($"The monitor closed: {text}");
            text.Append((char)next);
        }
        return text.ToString();
    }
}
