using System.Runtime;
using Metal;
using Services.Policies;

namespace Programs;

/// <summary>The test image's main program: the tests are the first task of the framework.</summary>
internal static class Start
{
    [RuntimeExport("AsterismMain")]
    private static void Main() => Framework.Run(DefaultPolicies.Inject, TestProgram.Run);
}
