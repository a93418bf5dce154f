using System;
using Services.Linux;

namespace Services.Elf;

/// <summary>The first line of a script: <c>#!interpreter [argument]</c>.</summary>
internal readonly ref struct ScriptLine
{
    private ScriptLine(ReadOnlySpan<byte> interpreter, ReadOnlySpan<byte> argument)
    {
        Interpreter = interpreter;
        Argument = argument;
    }

    public ReadOnlySpan<byte> Interpreter { get; }

    /// <summary>The rest of the line as one argument; empty when there is none.</summary>
    public ReadOnlySpan<byte> Argument { get; }

    public static bool HasMark(ReadOnlySpan<byte> start) => start.Length >= 2 && start[0] == '#' && start[1] == '!';

    /// <summary>ENOEXEC when there is no interpreter, or the line is so long that its path may be cut.</summary>
    public static Errno Parse(ReadOnlySpan<byte> start, out ScriptLine line)
    {
        line = default;
        int end = start.IndexOf((byte)'\n');
        bool isCut = end < 0;
        ReadOnlySpan<byte> text = Trim(isCut ? start[2..] : start[2..end]);
        int space = text.IndexOfAny((byte)' ', (byte)'\t');
        if (text.IsEmpty || isCut && space < 0 && start.Length == BytesRead)
            return Errno.ENOEXEC;
        line = space < 0 ? new ScriptLine(text, default) : new ScriptLine(text[..space], Trim(text[space..]));
        return line.Interpreter.IndexOf((byte)0) >= 0 ? Errno.ENOEXEC : Errno.OK;
    }

    /// <summary>How much of a file is looked at (BINPRM_BUF_SIZE).</summary>
    public const int BytesRead = 256;

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        int start = 0, end = text.Length;
        while (start < end && IsBlank(text[start]))
            start++;
        while (end > start && (IsBlank(text[end - 1]) || text[end - 1] == 0))
            end--;
        return text[start..end];
    }

    private static bool IsBlank(byte b) => b is (byte)' ' or (byte)'\t';
}
