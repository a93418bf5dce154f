using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using System.Text;

namespace InKernel.Generator;

/// <summary>Writes <c>InKernel.KernelTestRegistry</c>: every method marked with <c>[KernelTest]</c> or
/// <c>[KernelValue]</c> in the compilation. The kernel has no reflection, so the list must exist at build time; on
/// the host the same list gives xunit its rows.</summary>
[Generator]
public sealed class RegistryGenerator : IIncrementalGenerator
{
    private const string TestAttribute = "InKernel.KernelTestAttribute";
    private const string ValueAttribute = "InKernel.KernelValueAttribute";

    private static readonly DiagnosticDescriptor _badShape = new(
        "INK001",
        "A shared test has the wrong shape",
        "{0} must be public, static, not generic and without parameters, return {1}, and stand in an accessible class that is not generic",
        "InKernel",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<Entry?> tests = Marked(context, TestAttribute, isValue: false);
        IncrementalValuesProvider<Entry?> values = Marked(context, ValueAttribute, isValue: true);

        context.RegisterSourceOutput(tests.Collect().Combine(values.Collect()), static (output, both) =>
            output.AddSource("KernelTestRegistry.g.cs", SourceText.From(
                RegistryWriter.Write(Sorted(both.Left), Sorted(both.Right)), Encoding.UTF8)));

        ReportBadShapes(context, TestAttribute, isValue: false);
        ReportBadShapes(context, ValueAttribute, isValue: true);
    }

    private static IncrementalValuesProvider<Entry?> Marked(
        IncrementalGeneratorInitializationContext context, string attribute, bool isValue) =>
        context.SyntaxProvider.ForAttributeWithMetadataName(
            attribute,
            static (node, _) => node is MethodDeclarationSyntax,
            (marked, _) => HasGoodShape((IMethodSymbol)marked.TargetSymbol, isValue) ? Describe(marked, isValue) : null);

    private static void ReportBadShapes(IncrementalGeneratorInitializationContext context, string attribute, bool isValue)
    {
        var bad = context.SyntaxProvider.ForAttributeWithMetadataName(
            attribute,
            static (node, _) => node is MethodDeclarationSyntax,
            (marked, _) => HasGoodShape((IMethodSymbol)marked.TargetSymbol, isValue) ? null : marked.TargetSymbol);

        context.RegisterSourceOutput(bad, (output, method) =>
        {
            if (method is not null)
                output.ReportDiagnostic(Diagnostic.Create(
                    _badShape, method.Locations.FirstOrDefault(), method.ToDisplayString(), isValue ? "string" : "void"));
        });
    }

    private static bool HasGoodShape(IMethodSymbol method, bool isValue)
    {
        if (!method.IsStatic || method.IsGenericMethod || method.Parameters.Length != 0
            || method.DeclaredAccessibility != Accessibility.Public)
            return false;
        if (isValue ? method.ReturnType.SpecialType != SpecialType.System_String : !method.ReturnsVoid)
            return false;
        if (method.IsAsync)
            return false;
        for (INamedTypeSymbol? type = method.ContainingType; type is not null; type = type.ContainingType)
        {
            if (type.IsGenericType || type.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal))
                return false;
        }

        return true;
    }

    private static Entry Describe(GeneratorAttributeSyntaxContext marked, bool isValue)
    {
        var method = (IMethodSymbol)marked.TargetSymbol;
        string type = method.ContainingType.ToDisplayString();
        string name = (type.StartsWith("InKernel.") ? type.Substring("InKernel.".Length) : type) + "." + method.Name;
        string on = "0";
        foreach (KeyValuePair<string, TypedConstant> argument in marked.Attributes[0].NamedArguments)
        {
            if (argument.Key == "On")
                on = argument.Value.Value?.ToString() ?? "0";
        }

        return new Entry(name, "global::" + type + "." + method.Name, on, isValue);
    }

    /// <summary>By name, so that the order does not depend on the order of the source files.</summary>
    private static List<Entry> Sorted(ImmutableArray<Entry?> entries) =>
        entries.OfType<Entry>().OrderBy(e => e.Name, System.StringComparer.Ordinal).ToList();
}
