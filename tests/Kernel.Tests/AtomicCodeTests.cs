using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Asterism;
using Iced.Intel;
using Xunit;

namespace InQemu;

/// <summary>
/// What the host hangs on every atomic operation (events of the model machine) is gone from the kernel: each operation of the framework's atomics is compared with the
/// processor's own, instruction for instruction, in the image that boots.
/// </summary>
public sealed class AtomicCodeTests
{
    private const string Probes = "InKernel_InKernel_Ostd_AtomicProbes__", Twins = "InKernel_InKernel_Ostd_BareProbes__";

    private static readonly Lazy<ElfSymbols> s_image = new(() => new ElfSymbols(File.ReadAllBytes(Repository.TestKernelImage)));

    [Theory]
    [InlineData("Load")]
    [InlineData("LoadRelaxed")]
    [InlineData("Store")]
    [InlineData("StoreFenced")]
    [InlineData("Exchange")]
    [InlineData("CompareExchange")]
    [InlineData("FetchAdd")]
    [InlineData("FetchOr")]
    [InlineData("FetchAnd")]
    [InlineData("LoadLong")]
    [InlineData("LoadReference")]
    [InlineData("StoreReference")]
    [InlineData("Fence")]
    public void Is_the_bare_instruction_in_the_kernel(string operation)
    {
        IReadOnlyList<string> code = CodeOf(Probes + operation);
        Assert.Equal(CodeOf(Twins + operation), code);
        Assert.DoesNotContain(code, i => i.StartsWith("call", StringComparison.Ordinal));
    }

    /// <summary>So that the comparison is known to see a difference.</summary>
    [Fact]
    public void A_store_with_a_fence_is_not_the_code_of_one_without() => Assert.NotEqual(CodeOf(Twins + "Store"), CodeOf(Probes + "StoreFenced"));

    private static List<string> CodeOf(string method)
    {
        (ulong address, byte[] bytes) = s_image.Value.CodeOf(method);
        Assert.NotEmpty(bytes);
        var decoder = Decoder.Create(64, bytes, address);
        var formatter = new NasmFormatter();
        var code = new List<string>();
        while (decoder.IP < address + (ulong)bytes.Length)
        {
            Instruction instruction = decoder.Decode();
            Assert.False(instruction.IsInvalid);
            if (instruction.IsJccShortOrNear || instruction.IsJmpShortOrNear)
                instruction.NearBranch64 -= address; // the two lie at different addresses
            var text = new StringOutput();
            formatter.Format(instruction, text);
            code.Add(text.ToStringAndReset());
        }
        return code;
    }
}
