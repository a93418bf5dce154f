using InKernel;
using Xunit;

namespace Corlib.Tests;

/// <summary>A transcript is compared with the kernel's elsewhere; that is only worth something when it is the same
/// whenever it is computed, and says something.</summary>
public sealed class SharedTranscripts
{
    public static TheoryData<string> Names()
    {
        var names = new TheoryData<string>();
        foreach (KernelValueCase value in KernelTestRegistry.Values())
            names.Add(value.Name);
        return names;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Says_the_same_twice(string name)
    {
        KernelValueCase value = Assert.Single(KernelTestRegistry.Values(), v => v.Name == name);
        string first = value.Body();
        Assert.NotEmpty(first);
        Assert.Equal(first, value.Body());
    }
}
