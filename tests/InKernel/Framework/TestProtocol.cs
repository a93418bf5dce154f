using System;
using System.Text;

namespace InKernel;

/// <summary>The lines by which the kernel reports tests on its serial console, and the host reads them:
/// <code>
/// ##test NAME pass
/// ##test NAME fail MESSAGE
/// ##value NAME TEXT
/// ##done PASSED FAILED
/// </code>
/// Before a test or value runs its name is announced with <c>##start NAME</c>, so that a test which stops the machine
/// can be blamed. Texts are escaped: one report is always one line of printable ASCII.</summary>
public static class TestProtocol
{
    public const string Start = "##start ";
    public const string Test = "##test ";
    public const string Value = "##value ";
    public const string Done = "##done ";
    public const string Pass = "pass";
    public const string Fail = "fail";

    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (c == '\\')
                escaped.Append("\\\\");
            else if (c == '\n')
                escaped.Append("\\n");
            else if (c is >= ' ' and < '\x7f')
                escaped.Append(c);
            else
                AppendCode(escaped, c);
        }

        return escaped.ToString();
    }

    private static void AppendCode(StringBuilder escaped, int code)
    {
        escaped.Append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4)
            escaped.Append("0123456789abcdef"[(code >> shift) & 0xf]);
    }
}
