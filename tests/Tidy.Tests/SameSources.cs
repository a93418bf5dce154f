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
