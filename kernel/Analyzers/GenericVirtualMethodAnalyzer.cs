using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Analyzers;

/// <summary>
/// A method that is both generic and virtual: which code a call needs is known only at run time, and the kernel, compiled
/// ahead of time, has neither the code for every instance nor a table to find it in.
/// </summary>
/// <remarks>Static abstract members of interfaces are not affected: their callers are compiled for each type argument.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class GenericVirtualMethodAnalyzer : DiagnosticAnalyzer
{
    public const string Id = "AST0001";

    private static readonly DiagnosticDescriptor s_rule = new(
        Id,
        "Generic virtual method",
        "'{0}' is both generic and virtual, which cannot be compiled for the kernel; make the type generic, or the method not virtual",
        "Kernel",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => ImmutableArray.Create(s_rule);

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterSymbolAction(Analyze, SymbolKind.Method);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var method = (IMethodSymbol)context.Symbol;
        bool isVirtual = !method.IsStatic && (method.IsVirtual || method.IsAbstract || method.IsOverride);
        if (method.IsGenericMethod && isVirtual)
            context.ReportDiagnostic(Diagnostic.Create(s_rule, method.Locations[0], method.ToDisplayString()));
    }
}
