using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;

namespace Verification.SafetyGate;

/// <summary>
/// Reads a compiled assembly and proves that it is safe code: every instruction is one that the C# compiler emits without <c>unsafe</c>, and every type and
/// member it names is part of the framework's public surface or of the core library's allowed part.
/// </summary>
/// <remarks>
/// The C# compiler is trusted (see docs: trusted computing base); the gate does not trust the project file, the analyzers or the absence of a keyword.
/// </remarks>
public sealed class Gate
{
    private readonly ReferenceRules _references;

    public Gate(ReferenceRules references) => _references = references;

    public IReadOnlyList<Offence> Inspect(AssemblyDefinition assembly)
    {
        var offences = new List<Offence>();
        foreach (var module in assembly.Modules)
        {
            InspectAttributes(assembly.Name.Name, assembly.CustomAttributes.Concat(module.CustomAttributes), offences);
            if (module.ModuleReferences.Count > 0)
                offences.Add(new(assembly.Name.Name, $"refers to native code: {string.Join(", ", module.ModuleReferences.Select(m => m.Name))}"));
            foreach (var type in module.GetTypes())
                InspectType(type, offences);
            foreach (var type in module.GetTypeReferences())
                _references.CheckType(type, "assembly", offences);
            foreach (var member in module.GetMemberReferences())
                _references.CheckMember(member, offences);
        }
        return offences;
    }

    private static void InspectType(TypeDefinition type, List<Offence> offences)
    {
        InspectAttributes(type.FullName, type.CustomAttributes, offences);
        if (type.IsExplicitLayout && !IsCompilerData(type))
            offences.Add(new(type.FullName, "explicit layout can overlap a reference with bytes"));
        foreach (var field in type.Fields)
        {
            InspectAttributes(field.FullName, field.CustomAttributes, offences);
            if (IsPointer(field.FieldType))
                offences.Add(new(field.FullName, "a field is a pointer"));
        }
        foreach (var method in type.Methods)
            InspectMethod(method, offences);
    }

    private static void InspectMethod(MethodDefinition method, List<Offence> offences)
    {
        InspectAttributes(method.FullName, method.CustomAttributes, offences);
        if (method.IsPInvokeImpl || method.HasPInvokeInfo)
            offences.Add(new(method.FullName, "calls native code (P/Invoke)"));
        if (method.IsInternalCall || method.IsNative || method.IsUnmanaged)
            offences.Add(new(method.FullName, "is implemented outside this assembly's IL"));
        if (IsPointer(method.ReturnType) || method.Parameters.Any(p => IsPointer(p.ParameterType)))
            offences.Add(new(method.FullName, "passes a pointer"));
        if (!method.HasBody || method.Body.Instructions.Count == 0)
        {
            if (!method.IsAbstract && !method.IsRuntime)
                offences.Add(new(method.FullName, "has no body: somebody else implements it"));
            return;
        }
        if (method.Body.Variables.Any(v => IsPointer(v.VariableType) || v.IsPinned))
            offences.Add(new(method.FullName, "has a pointer or pinned local"));
        new StackWalk(method, offences).Run();
    }

    private static readonly HashSet<string> s_forbiddenAttributes =
    [
        "System.Security.UnverifiableCodeAttribute",
        "System.Runtime.CompilerServices.IgnoresAccessChecksToAttribute",
        "System.Runtime.CompilerServices.UnsafeAccessorAttribute",
        "System.Runtime.CompilerServices.UnsafeAccessorTypeAttribute",
        "System.Runtime.CompilerServices.SkipLocalsInitAttribute",
        "System.Runtime.InteropServices.UnmanagedCallersOnlyAttribute",
    ];

    private static void InspectAttributes(string where, IEnumerable<CustomAttribute> attributes, List<Offence> offences)
    {
        foreach (var attribute in attributes)
            if (s_forbiddenAttributes.Contains(attribute.AttributeType.FullName))
                offences.Add(new(where, $"carries {attribute.AttributeType.Name}"));
    }

    internal static bool IsPointer(TypeReference type) => type switch
    {
        PointerType or FunctionPointerType => true,
        ByReferenceType or ArrayType or PinnedType or RequiredModifierType or OptionalModifierType => IsPointer(((TypeSpecification)type).ElementType),
        GenericInstanceType generic => generic.GenericArguments.Any(IsPointer),
        _ => false,
    };

    // The compiler keeps constant data in fields of nested types of this class; they hold no references and nobody can write them.
    internal static bool IsCompilerData(TypeDefinition type) =>
        type.Name.StartsWith("__StaticArrayInitTypeSize=", System.StringComparison.Ordinal) && type.DeclaringType?.Name == "<PrivateImplementationDetails>";
}
