using System;
using System.Text;
using InKernel;
using Services.Elf;
using Services.Linux;

namespace InKernel.Services.Elf;

/// <summary>The first line of scripts.</summary>
public static class ScriptLineTests
{
    [KernelTest]
    public static void The_interpreter_and_the_rest_of_the_line_are_taken_apart()
    {
        Parsed("#!/bin/sh\necho", "/bin/sh", "");
        Parsed("#! /bin/sh \t\necho", "/bin/sh", "");
        Parsed("#!\t/usr/bin/env python3\n", "/usr/bin/env", "python3");
        Parsed("#!/bin/sed -n -f  \n", "/bin/sed", "-n -f");
        Parsed("#!/bin/sh", "/bin/sh", "");
    }

    [KernelTest]
    public static void Lines_without_an_interpreter_are_refused()
    {
        Refused("#!\n");
        Refused("#!   \n/bin/sh");
        Refused("#!");
        Refused("#!/bin/s\0h\n");
    }

    [KernelTest]
    public static void A_path_that_may_be_cut_off_is_refused_and_a_cut_argument_is_not()
    {
        Refused("#!/" + new string('a', ScriptLine.BytesRead - 3));
        Parsed("#!/bin/sh " + new string('b', ScriptLine.BytesRead - 10), "/bin/sh", new string('b', ScriptLine.BytesRead - 10));
    }

    private static void Parsed(string text, string interpreter, string argument)
    {
        Check.Equal(Errno.OK, ScriptLine.Parse(Encoding.ASCII.GetBytes(text), out ScriptLine line), text);
        Check.Equal(interpreter, Encoding.ASCII.GetString(line.Interpreter));
        Check.Equal(argument, Encoding.ASCII.GetString(line.Argument));
    }

    private static void Refused(string text) => Check.Equal(Errno.ENOEXEC, ScriptLine.Parse(Encoding.ASCII.GetBytes(text), out _), text);
}
