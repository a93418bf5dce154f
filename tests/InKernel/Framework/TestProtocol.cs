using System;
using System.Collections.Generic;

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
        var escaped = new List<char>(text.Length);
        foreach (char c in text)
        {
            if (c is >= ' ' and < '\x7f' and not '\\')
                escaped.Add(c);
            else
                AddEscape(escaped, c);
        }

        return new string(escaped.ToArray());
    }

    private static void AddEscape(List<char> escaped, char c)
    {
        escaped.Add('\\');
        if (c is '\\' or '\n')
        {
            escaped.Add(c == '\n' ? 'n' : c);
            return;
        }

        escaped.Add('u');
        for (int shift = 12; shift >= 0; shift -= 4)
            escaped.Add("0123456789abcdef"[(c >> shift) & 0xf]);
    }
}
