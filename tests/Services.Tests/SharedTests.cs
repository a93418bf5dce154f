using InKernel;
using Ostd.Model;
using Xunit;

namespace Services.Tests;

/// <summary>Every shared test of the services that makes sense on the host, one row each, each on a machine of its own.</summary>
public sealed class SharedTests
{
    public static TheoryData<string> Names()
    {
        var names = new TheoryData<string>();
        foreach (KernelTestCase test in KernelTestRegistry.Tests())
        {
            if (test.On != Target.Metal)
                names.Add(test.Name);
        }

        return names;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Holds_on_the_model(string name)
    {
        foreach (KernelTestCase test in KernelTestRegistry.Tests())
        {
            if (test.Name == name)
            {
                ModelKernel.Run(test.Body);
                return;
            }
        }

        Assert.Fail($"The registry has no test {name}.");
    }
}
