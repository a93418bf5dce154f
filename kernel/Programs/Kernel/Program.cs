using System.Runtime;
using Metal;
using Services.Boot;
using Services.Policies;

namespace Programs;

/// <summary>The product's main program: the framework with the default policies, and the services on top.</summary>
internal static class Program
{
    [RuntimeExport("AsterismMain")]
    private static void Main() => Framework.Run(DefaultPolicies.Inject, KernelMain.Run);
}
