using System;
using System.Runtime;

namespace Programs;

internal static class Program
{
    [RuntimeExport("AsterismMain")]
    private static void Main()
    {
        Metal.SerialPort.WriteLine("Hello from the test kernel: " + 42.ToString());
        try { object? o = null; o!.ToString(); } catch (NullReferenceException e) { Metal.SerialPort.WriteLine("caught " + e.Message); Metal.SerialPort.WriteLine(e.StackTrace ?? "no trace"); }
        try { int z = 0; Metal.SerialPort.WriteLine((1/z).ToString()); } catch (DivideByZeroException e) { Metal.SerialPort.WriteLine("caught " + e.Message); }
        throw new InvalidOperationException("the end");
    }
}
