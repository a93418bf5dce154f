using InKernel;
using Xunit;

namespace Corlib.Tests;

/// <summary>Every shared test that makes sense on .NET, one row each.</summary>
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
    public void Holds_on_dotnet(string name)
    {
        foreach (KernelTestCase test in KernelTestRegistry.Tests())
        {
            if (test.Name == name)
            {
                test.Body();
                return;
            }
        }

        Assert.Fail($"The registry has no test {name}.");
    }
}
