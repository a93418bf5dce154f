using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using Xunit;

namespace Verification.Tests.SafetyGate;

/// <summary>
/// What is checked on the host is what boots, by what the compiler itself noted: the hash of every file that went into the host's assembly and into the metal's.
/// (Tidy.Tests compares the lists of files in the projects; this compares what became of them.)
/// </summary>
public sealed class CompiledSourcesTests
{
    [Theory]
    [InlineData("Ostd")]
    [InlineData("Services")]
    public void Host_and_metal_were_compiled_from_the_same_bytes(string assembly)
    {
        IReadOnlyDictionary<string, string> host = SourcesOf(Path.Combine(AppContext.BaseDirectory, assembly + ".pdb"));
        IReadOnlyDictionary<string, string> metal = SourcesOf(Path.ChangeExtension(assembly == "Ostd" ? Built.Ostd : Built.Services, ".pdb"));
        Assert.True(host.Count > 50 && metal.Count > 50, $"{host.Count} and {metal.Count} files");
        Assert.Equal(host.Keys.Order(StringComparer.Ordinal), metal.Keys.Order(StringComparer.Ordinal));
        Assert.All(metal, m => Assert.Equal(host[m.Key], m.Value));
    }

    // Path in the repository to SHA-256. What the build generates is not of the repository.
    private static Dictionary<string, string> SourcesOf(string pdb)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(pdb));
        MetadataReader reader = provider.GetMetadataReader();
        var sources = new Dictionary<string, string>();
        foreach (DocumentHandle handle in reader.Documents)
        {
            Document document = reader.GetDocument(handle);
            string path = reader.GetString(document.Name).Replace("/asterism/", "", StringComparison.Ordinal);
            if (!path.Contains("/obj/", StringComparison.Ordinal))
                sources[path] = Convert.ToHexString(reader.GetBlobBytes(document.Hash));
        }
        return sources;
    }
}
