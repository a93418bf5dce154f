using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;
using Ostd.Model.Shadow;

namespace Verification.Detector;

/// <summary>
/// Rewrites a compiled assembly so that it reports what it executes: every line and every call into the seam (coverage), and every access to plain state before it
/// happens (races). C# fields are invisible to the model machine otherwise: only atomics and physical memory pass through it.
/// </summary>
/// <remarks>
/// Reported are instance fields of classes, array elements, and calls on the core library's collections (as one variable each). Not reported, since nobody else can see or
/// change them at the same time: read-only fields, an object's own fields in its constructors, locals, and fields of structs that lie on the stack. Not reported
/// because they are synchronisation themselves: the atomics, and everything in the seam. A struct inside an object counts as one variable.
/// <para>Not seen: writes through a <c>ref</c> that was stored in a local, and through spans.</para>
/// </remarks>
public sealed class Weaver
{
    private readonly ModuleDefinition _module;
    private readonly List<WovenSite> _sites = [];
    private readonly Dictionary<string, int> _fields = [];
    private readonly AccessHooks _hooks;
    private readonly FieldReference _hits;
    private readonly bool _races;
    private readonly int _firstSite;

    private Weaver(ModuleDefinition module, int firstSite, bool races)
    {
        _module = module;
        _firstSite = firstSite;
        _races = races;
        _hits = module.ImportReference(typeof(Woven).GetField(nameof(Woven.Hits)));
        _hooks = new AccessHooks(module);
    }

    /// <summary>Weaves the assembly at <paramref name="input"/> and writes it, with its symbols, to <paramref name="output"/>.</summary>
    /// <param name="input">A compiled assembly with a portable .pdb beside it.</param>
    /// <param name="output">Another path.</param>
    /// <param name="firstSite">Number of the first site: different for assemblies that are loaded together.</param>
    /// <param name="races">Whether accesses are reported too; else lines and seam calls only, which is much faster.</param>
    /// <returns>What the numbers mean.</returns>
    public static IReadOnlyList<WovenSite> Weave(string input, string output, int firstSite = 1, bool races = true)
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(Path.GetDirectoryName(Path.GetFullPath(input)));
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        using var assembly = AssemblyDefinition.ReadAssembly(input, new ReaderParameters { ReadSymbols = true, AssemblyResolver = resolver, InMemory = true });
        var weaver = new Weaver(assembly.MainModule, firstSite, races);
        foreach (TypeDefinition type in assembly.MainModule.GetTypes().ToList())
        {
            foreach (MethodDefinition method in type.Methods)
            {
                if (method.HasBody && method.DebugInformation.HasSequencePoints)
                    weaver.WeaveMethod(method);
            }
        }
        weaver.AddResource();
        assembly.Write(output, new WriterParameters { WriteSymbols = true });
        return weaver._sites;
    }

    private void WeaveMethod(MethodDefinition method)
    {
        MethodBody body = method.Body;
        body.SimplifyMacros();
        var lines = method.DebugInformation.SequencePoints.Where(p => !p.IsHidden).ToDictionary(p => p.Offset);
        var points = new List<(Instruction At, SequencePoint? Line)>();
        foreach (Instruction instruction in body.Instructions)
            points.Add((instruction, lines.GetValueOrDefault(instruction.Offset)));

        bool races = _races && !IsSynchronization(method.DeclaringType);
        SequencePoint? line = null;
        foreach ((Instruction at, SequencePoint? starts) in points)
        {
            line = starts ?? line;
            if (line is null)
                continue;
            string file = SourceOf(line);
            // From the inside out: what is inserted last comes first.
            if (races && _hooks.DescribeAccess(method, at) is { } name)
                at.InsertBefore(body, _hooks.For(body, at, FieldNumber(name), Add(SiteKind.Access, file, line.StartLine, name)));
            if (SeamCall(at) is { } member)
                at.InsertBefore(body, Hit(Add(SiteKind.Seam, file, line.StartLine, member)));
            if (starts is not null)
                at.InsertBefore(body, Hit(Add(SiteKind.Line, file, line.StartLine, method.Name)));
        }
        body.OptimizeMacros();
    }

    private List<Instruction> Hit(int site) =>
    [
        Instruction.Create(OpCodes.Ldsfld, _hits),
        Instruction.Create(OpCodes.Ldc_I4, site),
        Instruction.Create(OpCodes.Ldc_I4_1),
        Instruction.Create(OpCodes.Stelem_I1),
    ];

    private static string? SeamCall(Instruction instruction) =>
        instruction.OpCode.Code is Code.Call or Code.Callvirt && instruction.Operand is MethodReference { DeclaringType.FullName: "Ostd.Seam.Machine" } called
            ? called.Name
            : null;

    /// <summary>Synchronisation itself, or the seam: what the machine sees anyway.</summary>
    private static bool IsSynchronization(TypeDefinition type) =>
        type.FullName.StartsWith("Ostd.Seam.", System.StringComparison.Ordinal) || AccessHooks.IsAtomic(type);

    private int Add(SiteKind kind, string file, int line, string name)
    {
        int number = _firstSite + _sites.Count;
        if (number >= Woven.MaxSites)
            throw new System.InvalidOperationException($"{_module.Name} has too many sites: raise {nameof(Woven)}.{nameof(Woven.MaxSites)}.");
        _sites.Add(new WovenSite(number, kind, file, line, name));
        return number;
    }

    private int FieldNumber(string name)
    {
        if (!_fields.TryGetValue(name, out int number))
            _fields[name] = number = _firstSite + _fields.Count; // an object may have fields of several woven assemblies
        return number;
    }

    // The build maps the clone's path to this one.
    private static string SourceOf(SequencePoint point) => point.Document.Url.Replace("/asterism/", "", System.StringComparison.Ordinal);

    private void AddResource()
    {
        var text = new StringBuilder();
        foreach (WovenSite site in _sites)
            text.Append(CultureInfo.InvariantCulture, $"{site}\n");
        _module.Resources.Add(new EmbeddedResource(Woven.SitesResource, ManifestResourceAttributes.Private, Encoding.UTF8.GetBytes(text.ToString())));
    }
}
