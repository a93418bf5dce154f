using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace Tests;

public sealed class GenericVirtualMethodTests
{
    [Theory]
    [InlineData("interface I { T M<T>(T x); }", "I.M<T>(T)")]
    [InlineData("interface I { T M<T>(T x) => x; }", "I.M<T>(T)")]
    [InlineData("class C { public virtual T M<T>(T x) => x; }", "C.M<T>(T)")]
    [InlineData("abstract class C { public abstract void M<T>(); }", "C.M<T>()")]
    public async Task An_error_names_a_method_that_is_generic_and_virtual(string source, string method)
    {
        Diagnostic error = Assert.Single(await Analyze(source));
        Assert.Equal(DiagnosticSeverity.Error, error.Severity);
        Assert.Contains("'" + method + "'", error.GetMessage());
        Assert.True(error.Location.IsInSource);
    }

    [Fact]
    public async Task An_override_of_such_a_method_is_an_error_of_its_own() =>
        Assert.Equal(2, (await Analyze("class C { public virtual void M<T>() { } } class D : C { public override void M<T>() { } }")).Length);

    [Theory]
    [InlineData("class C { public T M<T>(T x) => x; }")]
    [InlineData("class C<T> { public virtual T M(T x) => x; }")]
    [InlineData("interface I<T> { T M(T x); }")]
    [InlineData("interface I { static abstract T M<T>(T x); }")]
    [InlineData("class C { public static T M<T>(T x) => x; void N() { T L<T>(T x) => x; L(1); } }")]
    public async Task Methods_that_are_only_one_of_the_two_are_fine(string source) => Assert.Empty(await Analyze(source));

    private static Task<ImmutableArray<Diagnostic>> Analyze(string source)
    {
        var compilation = CSharpCompilation.Create(
            "test",
            [CSharpSyntaxTree.ParseText(source)],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        return compilation.WithAnalyzers([new GenericVirtualMethodAnalyzer()]).GetAnalyzerDiagnosticsAsync();
    }
}
