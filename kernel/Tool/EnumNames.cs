using System.Collections.Generic;
using System.Linq;
using System.Reflection.Metadata;

namespace PostLink;

/// <summary>What an enumeration's members are called. Sorted by value; of equal values the first declared comes first.</summary>
internal sealed record EnumNames(bool IsFlags, (string Name, ulong Value)[] Members)
{
    /// <summary>Null when the type is not an enumeration.</summary>
    public static EnumNames? Read(MetadataReader metadata, TypeDefinition type)
    {
        if (type.BaseType.IsNil || !IsNamed(metadata, type.BaseType, "Enum"))
            return null;

        var members = new List<(string Name, ulong Value)>();
        foreach (FieldDefinitionHandle handle in type.GetFields())
        {
            FieldDefinition field = metadata.GetFieldDefinition(handle);
            if (!field.GetDefaultValue().IsNil)
                members.Add((metadata.GetString(field.Name), Value(metadata, metadata.GetConstant(field.GetDefaultValue()))));
        }

        bool isFlags = type.GetCustomAttributes().Any(a => IsFlagsAttribute(metadata, metadata.GetCustomAttribute(a)));
        return new EnumNames(isFlags, [.. members.OrderBy(m => m.Value)]);
    }

    private static bool IsFlagsAttribute(MetadataReader metadata, CustomAttribute attribute) => attribute.Constructor.Kind switch
    {
        HandleKind.MethodDefinition =>
            IsNamed(metadata, metadata.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType(), "FlagsAttribute"),
        HandleKind.MemberReference =>
            IsNamed(metadata, metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent, "FlagsAttribute"),
        _ => false,
    };

    private static bool IsNamed(MetadataReader metadata, EntityHandle type, string name) => type.Kind switch
    {
        HandleKind.TypeDefinition when metadata.GetTypeDefinition((TypeDefinitionHandle)type) is var definition =>
            metadata.StringComparer.Equals(definition.Name, name) && metadata.StringComparer.Equals(definition.Namespace, "System"),
        HandleKind.TypeReference when metadata.GetTypeReference((TypeReferenceHandle)type) is var reference =>
            metadata.StringComparer.Equals(reference.Name, name) && metadata.StringComparer.Equals(reference.Namespace, "System"),
        _ => false,
    };

    // Only the bits of the underlying type: a negative int is a large number of 32 bits.
    private static ulong Value(MetadataReader metadata, Constant constant)
    {
        BlobReader blob = metadata.GetBlobReader(constant.Value);
        return constant.TypeCode switch
        {
            ConstantTypeCode.SByte or ConstantTypeCode.Byte or ConstantTypeCode.Boolean => blob.ReadByte(),
            ConstantTypeCode.Int16 or ConstantTypeCode.UInt16 or ConstantTypeCode.Char => blob.ReadUInt16(),
            ConstantTypeCode.Int32 or ConstantTypeCode.UInt32 => blob.ReadUInt32(),
            _ => blob.ReadUInt64(),
        };
    }
}
