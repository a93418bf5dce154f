using System;
using System.Text;
using Ostd.UserSpace;
using Services.Signals;
using Services.Tty;

namespace InKernel.Services.Files;

/// <summary>The line discipline by itself: keys in, echo and lines out.</summary>
public static class LineDisciplineTests
{
    private sealed class Screen : ITerminalLine
    {
        public StringBuilder Text { get; } = new();

        public void Send(ReadOnlySpan<byte> bytes)
        {
            foreach (byte b in bytes)
                Text.Append((char)b);
        }

        public string Take()
        {
            string text = Text.ToString();
            Text.Clear();
            return text;
        }
    }

    private sealed class Line
    {
        public Screen Screen { get; } = new();
        public OutputProcessor Output { get; }
        public LineDiscipline Discipline { get; }

        public Line(Func<Termios, Termios>? change = null)
        {
            Output = new OutputProcessor(Screen);
            Discipline = new LineDiscipline(Output);
            if (change is not null)
                Discipline.Change(change(Discipline.Settings));
        }

        public Signal Type(string keys)
        {
            Signal last = Signal.None;
            foreach (char c in keys)
                last = Discipline.Receive((byte)c);
            return last;
        }

        /// <summary>One read; null when it would have to wait.</summary>
        public string? Read(int length = 100)
        {
            if (!Discipline.HasInput(1))
                return null;
            var buffer = new byte[length];
            var destination = new VmWriter(buffer);
            long read = Discipline.Read(ref destination, out bool faulted);
            Check.False(faulted);
            return FileTree.Text(buffer.AsSpan(0, (int)read));
        }
    }

    [KernelTest]
    public static void A_line_is_handed_over_when_it_ends_and_echoed_at_once()
    {
        var line = new Line();
        line.Type("ab");
        Check.Equal("ab", line.Screen.Take());
        Check.Null(line.Read());
        line.Type("c\r");
        Check.Equal("c\r\n", line.Screen.Take());
        Check.Equal("abc\n", line.Read());
        Check.Null(line.Read());
        line.Type("one\ntwo\nthree");
        Check.Equal("one\n", line.Read());
        Check.Equal("two\n", line.Read());
        Check.Null(line.Read());
    }

    [KernelTest]
    public static void A_line_can_be_read_in_parts()
    {
        var line = new Line();
        line.Type("abcdef\n");
        Check.Equal("abc", line.Read(3));
        Check.Equal("def", line.Read(3));
        Check.Equal("\n", line.Read(3));
        Check.Null(line.Read(3));
    }

    [KernelTest]
    public static void Keys_edit_the_line_and_the_screen()
    {
        var line = new Line();
        line.Type("abx\u007fc");
        Check.Equal("abx\b \bc", line.Screen.Take());
        line.Type("\n");
        Check.Equal("abc\n", line.Read());
        line.Screen.Take();

        line.Type("one two\u0017");
        Check.Equal("one two\b \b\b \b\b \b", line.Screen.Take());
        line.Type("2\n");
        Check.Equal("one 2\n", line.Read());
        line.Screen.Take();

        line.Type("gone\u0015");
        Check.Equal("gone\b \b\b \b\b \b\b \b", line.Screen.Take());
        line.Type("\u007f\u0017\u0015");
        Check.Equal("", line.Screen.Take(), "nothing left to erase");
        line.Type("x\n");
        Check.Equal("x\n", line.Read());
    }

    [KernelTest]
    public static void Erasing_knows_tabs_and_control_characters()
    {
        var line = new Line();
        line.Output.Write("$ "u8);
        line.Output.Flush();
        line.Screen.Take();
        line.Type("a\t\u007f");
        Check.Equal("a\t\b\b\b\b\b", line.Screen.Take());
        line.Type("\u0001\u007f");
        Check.Equal("^A\b \b\b \b", line.Screen.Take());
        line.Type("\u0016\u0003\u007f");
        Check.Equal("^\b^C\b \b\b \b", line.Screen.Take());
        line.Type("b\u0012");
        Check.Equal("b^R\r\nab", line.Screen.Take());
        line.Type("\n");
        Check.Equal("ab\n", line.Read());
    }

    [KernelTest]
    public static void A_character_of_several_bytes_is_erased_whole()
    {
        var line = new Line(t => t with { Input = t.Input | InputFlags.IUTF8 });
        line.Type("a\u00c3\u00a9");
        line.Screen.Take();
        line.Type("\u007f");
        Check.Equal("\b \b", line.Screen.Take());
        line.Type("\n");
        Check.Equal("a\n", line.Read());
    }

    [KernelTest]
    public static void The_end_of_file_key_hands_over_what_there_is()
    {
        var line = new Line();
        line.Type("\u0004");
        Check.Equal("", line.Read());
        Check.Null(line.Read());
        line.Type("abc\u0004");
        Check.Equal("abc", line.Read());
        Check.Null(line.Read());
        line.Type("abc\u0004");
        Check.Equal("abc", line.Read(3), "the mark goes with the last byte");
        Check.Null(line.Read());
        line.Type("x\n\u0004");
        Check.Equal("x\n", line.Read());
        Check.Equal("", line.Read());
        Check.Equal("", line.Screen.Take().Replace("abc", "").Replace("x\r\n", ""), "and is not echoed");
    }

    [KernelTest]
    public static void Signal_keys_interrupt_and_drop_the_line()
    {
        var line = new Line();
        Check.Equal(Signal.SIGINT, line.Type("abc\u0003"));
        Check.Equal("abc^C", line.Screen.Take());
        line.Type("x\n");
        Check.Equal("x\n", line.Read());
        Check.Equal(Signal.SIGQUIT, line.Type("\u001c"));
        Check.Equal(Signal.SIGTSTP, line.Type("\u001a"));
        var keeps = new Line(t => t with { Local = t.Local | LocalFlags.NOFLSH });
        keeps.Type("ab\u0003c\n");
        Check.Equal("abc\n", keeps.Read());
        var deaf = new Line(t => t with { Local = t.Local & ~LocalFlags.ISIG });
        Check.Equal(Signal.None, deaf.Type("\u0003\n"));
        Check.Equal("\u0003\n", deaf.Read());
    }

    [KernelTest]
    public static void Raw_mode_hands_over_every_byte()
    {
        var line = new Line(t => t with { Local = t.Local & ~(LocalFlags.ICANON | LocalFlags.ECHO | LocalFlags.ISIG), Input = 0 });
        Check.Equal(Signal.None, line.Type("a\u0003\r\u0004\u007f"));
        Check.Equal("", line.Screen.Take());
        Check.Equal("a\u0003\r\u0004\u007f", line.Read());
        Check.False(line.Discipline.HasInput(0));
        line.Type("ab");
        Check.False(line.Discipline.HasInput(3));
        Check.True(line.Discipline.HasInput(2));
    }

    [KernelTest]
    public static void Bytes_survive_a_change_of_mode()
    {
        var line = new Line();
        line.Type("half a line");
        Check.Null(line.Read());
        Termios cooked = line.Discipline.Settings;
        line.Discipline.Change(cooked with { Local = cooked.Local & ~LocalFlags.ICANON });
        Check.Equal("half", line.Read(4));
        line.Discipline.Change(cooked);
        line.Type("rest\n");
        Check.Equal(" a line", line.Read());
        Check.Equal("rest\n", line.Read());
    }

    [KernelTest]
    public static void A_full_buffer_still_takes_the_end_of_the_line()
    {
        var line = new Line(t => t with { Input = t.Input | InputFlags.IMAXBEL });
        line.Type(new string('x', LineDiscipline.BufferBytes + 10));
        Check.True(line.Screen.Take().EndsWith("\a", StringComparison.Ordinal));
        line.Type("\n");
        Check.Equal(new string('x', LineDiscipline.BufferBytes - 1) + "\n", line.Read(5000));
    }

    [KernelTest]
    public static void Flow_control_stops_and_starts_output()
    {
        var line = new Line();
        line.Type("\u0013");
        Check.True(line.Discipline.IsStopped);
        line.Type("\u0011");
        Check.False(line.Discipline.IsStopped);
        line.Type("\u0013\u0003");
        Check.False(line.Discipline.IsStopped, "an interrupt starts it too");
        Check.Null(line.Read());
    }

    [KernelTest]
    public static void Output_is_processed_as_asked()
    {
        var line = new Line();
        line.Output.Write("a\nb\tc"u8);
        line.Output.Flush();
        Check.Equal("a\r\nb\tc", line.Screen.Take());
        Check.Equal(9, line.Output.Column);
        line.Output.Flags |= OutputFlags.TAB3;
        line.Output.Write("\r12\tx"u8);
        line.Output.Flush();
        Check.Equal("\r12      x", line.Screen.Take());
        line.Output.Flags = 0;
        line.Output.Write("raw\n\t"u8);
        Check.Equal("raw\n\t", line.Screen.Take());
    }

    [KernelTest]
    public static void Settings_survive_their_three_layouts()
    {
        var random = new Lehmer(3);
        var bytes = new byte[Termios.Size2Bytes];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)random.Next(256);
        Termios settings = new Termios().With(bytes);
        var back = new byte[Termios.Size2Bytes];
        settings.WriteTo(back);
        Check.Span<byte>(bytes, back);
        var old = new byte[Termios.OldSizeBytes];
        settings.WriteOldTo(old);
        var again = new byte[Termios.Size2Bytes];
        settings.WithOld(old).WriteTo(again);
        Check.Span<byte>(bytes, again);
    }
}
