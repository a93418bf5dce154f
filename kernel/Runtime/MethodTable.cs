using System.Runtime.CompilerServices;

namespace Internal.Runtime;

/// <summary>What the compiler emits for each type.</summary>
internal unsafe partial struct MethodTable
{
    private const uint HasComponentSizeFlag = 0x80000000;

    private readonly uint _flags;
    private readonly uint _baseSize;
    private readonly MethodTable* _relatedType;

    [Intrinsic]
    internal static MethodTable* Of<T>() => Of<T>();

    public uint BaseSize => _baseSize;

    public bool HasComponentSize => (_flags & HasComponentSizeFlag) != 0;

    public ushort ComponentSize => HasComponentSize ? (ushort)_flags : (ushort)0;

    public MethodTable* RelatedType => _relatedType;

    public uint ElementTypeKind => (_flags >> 26) & 0x1F;

    public bool IsValueType => ElementTypeKind is > 0 and < 0x14;

    public bool IsNullable => ElementTypeKind == 0x12;

    public bool IsPrimitive => ElementTypeKind is > 1 and < 0x10;

    public uint ValueTypePadding => HasComponentSize ? 0 : (_flags >> 5) & 7;

    public int NullableValueOffset => 1 << (int)((_flags >> 8) & 7);
}
