using System.Runtime;

namespace Programs;

/// <summary>Bring-up only (-p:Bare=true): the tests of Corlib and Runtime on the bare machine.</summary>
internal static class Start
{
    [RuntimeExport("AsterismMain")]
    private static void Main() => TestProgram.Run();
}

internal static class Crashes
{
    internal static void Run(string name)
    {
    }
}
