using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.Extensions.FileSystemGlobbing;
using Xunit;

namespace Tidy.Tests;

/// <summary>What is tested on the host is what boots: the metal compiles the same files, and conditions appear only in the seam.</summary>
public class SameSources
{
    [Theory]
    [InlineData("Ostd")]
    [InlineData("Services")]
    public void Host_and_metal_compile_the_same_files(string project)
    {
        var host = HashesBelow(project);
        var metal = HashesOf($"kernel/Assemblies/{project}.Metal.csproj");
        Assert.NotEmpty(host);
        Assert.Equal(host, metal);
    }

    [Fact]
    public void Conditional_compilation_appears_only_in_the_seam_and_tests_only_METAL()
    {
        var conditions =
            from f in Tree.In("Ostd", "Services")
            from directive in f.Root.DescendantTrivia().Select(t => t.GetStructure()).OfType<ConditionalDirectiveTriviaSyntax>()
            select (f.Path, Condition: directive.Condition.ToString());
        Assert.All(conditions, c =>
        {
            Assert.StartsWith("Ostd/Seam/", c.Path);
            Assert.Contains(c.Condition, new[] { "METAL", "!METAL" });
        });
        Assert.NotEmpty(conditions); // the seam has some: the search itself works
    }

    /// <summary>
    /// Every file with a condition, and how many it has. A new one belongs here, with the reason in its file: each is code that the host does not run as the metal does.
    /// </summary>
    private static readonly Dictionary<string, int> s_conditions = new()
    {
        ["Ostd/Seam/AtomicCell.cs"] = 1, // the host's words are objects; the metal has none of this
        ["Ostd/Seam/AtomicFence.cs"] = 1,
        ["Ostd/Seam/AtomicInt32.cs"] = 9,
        ["Ostd/Seam/AtomicInt64.cs"] = 8,
        ["Ostd/Seam/AtomicRef.cs"] = 6,
        ["Ostd/Seam/AtomicUInt64.cs"] = 8,
        ["Ostd/Seam/DroppedHandles.cs"] = 1, // who finds dropped handles: our collector, or .NET's
        ["Ostd/Seam/Machine.cs"] = 1, // what the model is told of atomics
        ["Ostd/Seam/Reclaimable.cs"] = 1,
        ["Ostd/Seam/Root.cs"] = 1, // one root for ever, or one for every machine
    };

    [Fact]
    public void Every_condition_is_enumerated_here()
    {
        var found =
            from f in Tree.In("Ostd", "Services")
            let count = f.Root.DescendantTrivia(descendIntoTrivia: true).Count(t => t.IsKind(SyntaxKind.IfDirectiveTrivia))
            where count > 0
            select $"{f.Path}: {count}";
        Assert.Equal(s_conditions.Select(c => $"{c.Key}: {c.Value}").Order(System.StringComparer.Ordinal), found);
    }

    /// <summary>The host's projects take every file below them: nothing there adds, removes or renames a file, or defines a symbol.</summary>
    [Theory]
    [InlineData("Ostd/Ostd.csproj")]
    [InlineData("Services/Services.csproj")]
    public void The_host_compiles_whatever_lies_in_the_folder(string csproj)
    {
        var xml = XDocument.Load(Path.Combine(Tree.Top, csproj));
        Assert.Empty(xml.Descendants("Compile"));
        Assert.Empty(xml.Descendants("EnableDefaultCompileItems"));
        Assert.Empty(xml.Descendants("DefineConstants"));
    }

    /// <summary>What the explorer runs of the kernel's runtime is what boots.</summary>
    [Fact]
    public void The_runtime_on_the_host_takes_files_of_the_kernels_and_they_have_no_conditions()
    {
        var xml = XDocument.Load(Path.Combine(Tree.Top, "kernel/RuntimeOnHost/RuntimeOnHost.csproj"));
        Assert.Empty(xml.Descendants("DefineConstants"));
        var borrowed = HashesOf("kernel/RuntimeOnHost/RuntimeOnHost.csproj");
        Assert.NotEmpty(borrowed);
        Assert.Subset(HashesOf("kernel/Corlib/Corlib.csproj").ToHashSet(), borrowed.ToHashSet());
        var conditions = Tree.In("kernel/Runtime").Where(f => borrowed.Contains(Hash(f.Path)) && f.Root.DescendantTrivia().Any(t => t.IsKind(SyntaxKind.IfDirectiveTrivia)));
        Assert.Empty(conditions.Select(f => f.Path));
    }

    private static List<string> HashesBelow(string folder) =>
        Tree.In(folder).Select(f => Hash(f.Path)).ToList();

    private static List<string> HashesOf(string csproj)
    {
        string folder = Path.Combine(Tree.Top, Path.GetDirectoryName(csproj)!);
        var xml = XDocument.Load(Path.Combine(Tree.Top, csproj));
        var files = new SortedSet<string>(System.StringComparer.Ordinal);
        foreach (var item in xml.Descendants("Compile"))
        {
            foreach (string include in (item.Attribute("Include")?.Value ?? "").Split(';', System.StringSplitOptions.RemoveEmptyEntries))
                files.UnionWith(Expand(folder, include));
            foreach (string remove in (item.Attribute("Remove")?.Value ?? "").Split(';', System.StringSplitOptions.RemoveEmptyEntries))
                files.ExceptWith(Expand(folder, remove));
        }
        return files.Select(Hash).ToList();
    }

    // Patterns look like ../../Ostd/**/*.cs: the part before the first wildcard is a folder.
    private static IEnumerable<string> Expand(string folder, string pattern)
    {
        int star = pattern.IndexOf('*');
        int cut = pattern.LastIndexOf('/', star < 0 ? pattern.Length - 1 : star) + 1;
        string root = Path.GetFullPath(Path.Combine(folder, pattern[..cut]));
        var matcher = new Matcher().AddInclude(pattern[cut..]);
        return matcher.GetResultsInFullPath(root)
            .Select(p => Path.GetRelativePath(Tree.Top, p).Replace('\\', '/'))
            .Where(p => !p.Contains("/obj/") && !p.Contains("/bin/"));
    }

    private static string Hash(string path) =>
        $"{path} {System.Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(File.ReadAllText(Path.Combine(Tree.Top, path)))))}";
}
