using System.Runtime;

namespace Programs;

/// <summary>The product's main program.</summary>
internal static class Program
{
    [RuntimeExport("AsterismMain")]
    private static void Main()
    {
    }
}
