using System;
using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;

namespace Verification.SafetyGate;

/// <summary>
/// What safe code may name: the public surface of the framework, and of the core library the part that the metal's own core library makes public
/// (there the dangerous types are internal), less a list of types that are dangerous wherever they are.
/// </summary>
public sealed class ReferenceRules
{
    private readonly AssemblyDefinition _framework;
    private readonly Dictionary<string, TypeDefinition> _coreLibrary;

    public ReferenceRules(AssemblyDefinition framework, AssemblyDefinition coreLibrary)
    {
        _framework = framework;
        _coreLibrary = coreLibrary.MainModule.GetTypes().Where(IsVisible).ToDictionary(t => t.FullName);
    }

    private static readonly HashSet<string> s_forbidden =
    [
        "System.Runtime.CompilerServices.Unsafe", "System.Runtime.InteropServices.MemoryMarshal", "System.Runtime.InteropServices.CollectionsMarshal",
        "System.Runtime.InteropServices.Marshal", "System.Runtime.InteropServices.NativeMemory", "System.Runtime.InteropServices.GCHandle",
        "System.Runtime.InteropServices.NativeLibrary", "System.Runtime.InteropServices.SafeHandle", "System.Activator", "System.AppDomain",
        "System.TypedReference", "System.RuntimeMethodHandle", "System.Threading.Interlocked", "System.Threading.Volatile", "System.Threading.Monitor", "System.Threading.Thread",
    ];

    // What the C# compiler itself calls for array initialisers and constant spans.
    private static readonly HashSet<string> s_compilerCalls = ["InitializeArray", "CreateSpan", "get_OffsetToStringData", "GetSubArray", "EnsureSufficientExecutionStack", "IsReferenceOrContainsReferences"];

    internal void CheckType(TypeReference type, string where, List<Offence> offences)
    {
        if (type.Scope == type.Module)
            return;
        string name = type.FullName;
        if (s_forbidden.Contains(name) || name.StartsWith("System.Reflection.", StringComparison.Ordinal) && !name.EndsWith("Attribute", StringComparison.Ordinal))
        {
            offences.Add(new(where, $"names {name}"));
            return;
        }
        if (IsFramework(type))
        {
            if (type.Resolve() is not { } definition || !IsVisible(definition))
                offences.Add(new(where, $"names {name}, which is not part of the framework's public surface"));
        }
        else if (!_coreLibrary.ContainsKey(name) && !IsCompilerAttribute(type))
        {
            offences.Add(new(where, $"names {name}, which the core library does not offer"));
        }
    }

    internal void CheckMember(MemberReference member, List<Offence> offences)
    {
        var declaring = member.DeclaringType.GetElementType();
        if (declaring.Scope == member.Module || declaring is GenericParameter or ArrayType)
            return;
        string name = declaring.FullName;
        if (name == "System.Runtime.CompilerServices.RuntimeHelpers" && !s_compilerCalls.Contains(member.Name))
            offences.Add(new("assembly", $"names {member.FullName}"));
        if (!IsFramework(declaring))
            return;
        bool visible = member switch
        {
            MethodReference method => method.Resolve() is { } m && (m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly),
            FieldReference field => field.Resolve() is { } f && (f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly),
            _ => false,
        };
        if (!visible)
            offences.Add(new("assembly", $"names {member.FullName}, which is not part of the framework's public surface"));
    }

    private bool IsFramework(TypeReference type) => type.Scope.Name == _framework.Name.Name;

    // Attributes that compilers and SDKs put on every assembly; they do nothing.
    private static bool IsCompilerAttribute(TypeReference type) =>
        type.FullName.StartsWith("System.Reflection.Assembly", StringComparison.Ordinal)
        || type.FullName is "System.Runtime.Versioning.TargetFrameworkAttribute" or "System.Diagnostics.DebuggableAttribute" or "System.Diagnostics.DebuggableAttribute/DebuggingModes"
            or "System.Runtime.CompilerServices.RuntimeCompatibilityAttribute" or "System.Runtime.CompilerServices.CompilationRelaxationsAttribute"
            or "System.IAsyncResult" or "System.AsyncCallback" // named by every delegate type's BeginInvoke, which nobody can call
            or "System.Diagnostics.DebuggerBrowsableAttribute" or "System.Diagnostics.DebuggerBrowsableState" or "System.Diagnostics.DebuggerHiddenAttribute";

    private static bool IsVisible(TypeDefinition type) =>
        type.IsPublic || (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamilyOrAssembly) && IsVisible(type.DeclaringType);
}
