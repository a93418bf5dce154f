using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;

namespace Verification.Detector;

/// <summary>The core library's collections, which were not woven: a call on one is an access to all that it holds.</summary>
internal static class Collections
{
    private static readonly HashSet<string> s_types =
        ["List`1", "Dictionary`2", "LinkedList`1", "Queue`1", "Stack`1", "HashSet`1", "SortedSet`1", "SortedDictionary`2", "SortedList`2", "PriorityQueue`2"];

    private static readonly string[] s_reads =
        ["get_", "Contains", "TryGet", "TryPeek", "Peek", "Find", "IndexOf", "LastIndexOf", "GetEnumerator", "ToArray", "CopyTo", "BinarySearch", "Exists", "GetRange", "TrueForAll", "ForEach"];

    public static bool IsCollection(GenericInstanceType type) => type.Namespace == "System.Collections.Generic" && s_types.Contains(type.Name);

    public static bool IsRead(MethodReference called) => s_reads.Any(r => called.Name.StartsWith(r, System.StringComparison.Ordinal));

    /// <summary>Whether the arguments can be put into locals for a moment: their types can be named here.</summary>
    public static bool CanSpill(MethodReference called) => !called.IsGenericInstance && called.Name != ".ctor" && ParametersOf(called).All(t => !t.ContainsGenericParameter);

    /// <summary>The types of the parameters, with the collection's own arguments in place.</summary>
    public static IReadOnlyList<TypeReference> ParametersOf(MethodReference called) =>
        called.Parameters.Select(p => Substitute(p.ParameterType, (GenericInstanceType)called.DeclaringType)).ToList();

    private static TypeReference Substitute(TypeReference type, GenericInstanceType owner) => type switch
    {
        GenericParameter { Type: GenericParameterType.Type } parameter => owner.GenericArguments[parameter.Position],
        ByReferenceType reference => new ByReferenceType(Substitute(reference.ElementType, owner)),
        ArrayType array => new ArrayType(Substitute(array.ElementType, owner), array.Rank),
        GenericInstanceType instance => Substitute(instance, owner),
        _ => type,
    };

    private static GenericInstanceType Substitute(GenericInstanceType instance, GenericInstanceType owner)
    {
        var result = new GenericInstanceType(instance.ElementType);
        foreach (TypeReference argument in instance.GenericArguments)
            result.GenericArguments.Add(Substitute(argument, owner));
        return result;
    }
}
