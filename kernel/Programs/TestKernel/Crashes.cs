using System;
using System.Runtime.CompilerServices;

namespace Programs;

/// <summary>Ways to end, by the word <c>crash=NAME</c> on the command line: for the tests that look at what is said then.</summary>
internal static unsafe class Crashes
{
    internal static void Run(string name)
    {
        switch (name)
        {
            case "panic":
                Ostd.Panics.Panic.Stop("Tests stop the machine when they are told to.");
                break;
            case "exception":
                throw new InvalidOperationException("nobody catches this");
            case "wild-read":
                Read((int*)0xffff_9fff_0000_0000);
                break;
            case "text-write":
                *(byte*)(delegate*<string, void>)&Run = 0xc3;
                break;
            case "data-execute":
                byte code = 0xc3;
                ((delegate*<void>)&code)();
                break;
        }

        Metal.SerialPort.WriteLine("The crash did not happen.");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Read(int* address) => *address;
}
