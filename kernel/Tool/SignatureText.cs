using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace PostLink;

/// <summary>The names of the generic parameters in scope.</summary>
internal sealed record GenericNames(ImmutableArray<string> Type, ImmutableArray<string> Method);

/// <summary>Parameter types as a reader of C# expects them: keywords, and names without their namespace.</summary>
internal sealed class SignatureText : ISignatureTypeProvider<string, GenericNames>
{
    /// <summary>The C# keyword for a type of the core library, if it has one.</summary>
    public static string? Keyword(string reflectionName) => reflectionName switch
    {
        "System.Boolean" => "bool",
        "System.Byte" => "byte",
        "System.SByte" => "sbyte",
        "System.Char" => "char",
        "System.Int16" => "short",
        "System.UInt16" => "ushort",
        "System.Int32" => "int",
        "System.UInt32" => "uint",
        "System.Int64" => "long",
        "System.UInt64" => "ulong",
        "System.IntPtr" => "nint",
        "System.UIntPtr" => "nuint",
        "System.Single" => "float",
        "System.Double" => "double",
        "System.Object" => "object",
        "System.String" => "string",
        "System.Void" => "void",
        _ => null,
    };

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => Keyword("System." + typeCode) ?? typeCode.ToString();

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        TypeDefinition type = reader.GetTypeDefinition(handle);
        return Keyword(SourceNames.ReflectionName(reader, type)) ?? WithoutArity(reader.GetString(type.Name));
    }

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        TypeReference type = reader.GetTypeReference(handle);
        return WithoutArity(reader.GetString(type.Name));
    }

    public string GetTypeFromSpecification(MetadataReader reader, GenericNames genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) =>
        genericType == "Nullable" ? typeArguments[0] + "?" : $"{genericType}<{string.Join(", ", typeArguments)}>";

    public string GetGenericTypeParameter(GenericNames genericContext, int index) => genericContext.Type[index];

    public string GetGenericMethodParameter(GenericNames genericContext, int index) => genericContext.Method[index];

    public string GetSZArrayType(string elementType) => elementType + "[]";

    public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{new string(',', shape.Rank - 1)}]";

    public string GetByReferenceType(string elementType) => "ref " + elementType;

    public string GetPointerType(string elementType) => elementType + "*";

    public string GetPinnedType(string elementType) => elementType;

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

    public string GetFunctionPointerType(MethodSignature<string> signature) =>
        $"delegate*<{string.Join(", ", signature.ParameterTypes.Add(signature.ReturnType))}>";

    private static string WithoutArity(string name)
    {
        int arity = name.IndexOf('`');
        return arity < 0 ? name : name[..arity];
    }
}
