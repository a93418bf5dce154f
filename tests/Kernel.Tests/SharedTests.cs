using System.Linq;
using InKernel;
using Xunit;

namespace InQemu;

/// <summary>Every shared test that makes sense in the kernel, one row each; and every transcript, which must be .NET's.</summary>
public sealed class SharedTests
{
    public static TheoryData<string> Tests() =>
        new(KernelTestRegistry.Tests().Where(t => t.On != Target.Host).Select(t => t.Name));

    public static TheoryData<string> Transcripts() =>
        new(KernelTestRegistry.Values().Select(v => v.Name));

    [Theory]
    [MemberData(nameof(Tests))]
    public void Holds_in_the_kernel(string name)
    {
        string failure = TestKernelRun.Instance.Failure(name);
        Assert.True(failure.Length == 0, failure);
    }

    [Theory]
    [MemberData(nameof(Transcripts))]
    public void Says_what_dotnet_says(string name)
    {
        KernelValueCase value = KernelTestRegistry.Values().Single(v => v.Name == name);
        Assert.Equal(TestProtocol.Escape(value.Body()), TestKernelRun.Instance.Value(name));
    }
}
