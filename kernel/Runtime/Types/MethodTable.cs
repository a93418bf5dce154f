using System.Runtime.CompilerServices;

namespace Internal.Runtime;

/// <summary>
/// A type as compiled code knows it: the block the compiler emits for every type and the first word of every object points at.
/// </summary>
/// <remarks>
/// The layout belongs to the compiler, not to us; <see cref="LayoutCheck"/> compares it with known types at start-up. In memory:
/// <code>
///   -8   GC descriptor, growing downwards (see ObjectLayout)
///    0   flags (4)          low half: component size of arrays and strings, extended flags of all others
///    4   base size (4)      of a whole block, header word included
///    8   related type (8)   base type, or element type of arrays, pointers and by-refs
///   16   virtual slots (2)
///   18   interfaces (2)
///   20   hash (4)
///   24   virtual slots     [8 each]
///        interfaces        [8 each]
///        optional fields   [4 each, relative to themselves], in the order of the properties below
/// </code>
/// One image is compiled at once, so a type has one method table and identity of types is identity of pointers.
/// </remarks>
internal unsafe partial struct MethodTable
{
    private const uint HasComponentSizeFlag = 0x8000_0000;
    private const uint HasGCPointersFlag = 0x0100_0000;
    private const uint IsGenericFlag = 0x0200_0000;
    private const uint GenericVarianceFlag = 0x0080_0000;
    private const uint HasSealedVTableFlag = 0x0040_0000;
    private const uint HasFinalizerFlag = 0x0010_0000;
    private const uint HasDispatchMapFlag = 0x0004_0000;
    private const uint KindMask = 0x0003_0000;
    private const uint KindParameterized = 0x0002_0000;
    private const uint KindGenericDefinition = 0x0003_0000;
    private const int ElementTypeShift = 26;
    private const uint ElementTypeMask = 0x1f;
    private const int ValuePaddingShift = 5;
    private const uint ValuePaddingMask = 0x7;
    private const int NullableOffsetShift = 8;
    private const uint NullableOffsetMask = 0x7;

    private readonly uint _flags;
    private readonly uint _baseSize;
    private readonly MethodTable* _relatedType;
    private readonly ushort _virtualSlotCount;
    private readonly ushort _interfaceCount;
    private readonly uint _hash;

    /// <summary>The method table of a type the compiler knows.</summary>
    [Intrinsic]
    internal static MethodTable* Of<T>() => Of<T>();

    internal uint Flags => _flags;

    /// <summary>Bytes of a block without its components: header word, method table pointer, fields; for arrays also the length.</summary>
    internal uint BaseSize => _baseSize;

    internal bool HasComponentSize => (int)_flags < 0;

    /// <summary>Bytes of one array element or one character of a string; zero for all other types.</summary>
    internal ushort ComponentSize => HasComponentSize ? (ushort)_flags : (ushort)0;

    internal uint HashCode => _hash;

    internal bool HasGCPointers => (_flags & HasGCPointersFlag) != 0;

    internal bool HasFinalizer => (_flags & HasFinalizerFlag) != 0;

    /// <summary>Arrays, pointers and by-refs: types whose related type is an element type.</summary>
    internal bool IsParameterized => (_flags & KindMask) == KindParameterized;

    internal bool IsGenericDefinition => (_flags & KindMask) == KindGenericDefinition;

    internal ElementType ElementKind => (ElementType)((_flags >> ElementTypeShift) & ElementTypeMask);

    internal uint ElementTypeKind => (uint)ElementKind;

    internal bool IsInterface => ElementKind == ElementType.Interface;

    internal bool IsNullable => ElementKind == ElementType.Nullable;

    internal bool IsValueType => ElementKind < ElementType.Class && ElementKind != ElementType.Unknown;

    /// <summary>A single-dimensional array, the only kind of array compiled code can create here.</summary>
    internal bool IsArray => ElementKind == ElementType.SzArray;

    internal bool IsPrimitive => ElementKind < ElementType.ValueType && ElementKind > ElementType.Void;

    /// <summary>Base type, or element type of a parameterized type.</summary>
    internal MethodTable* RelatedType => _relatedType;

    /// <summary>The element type of a parameterized type.</summary>
    internal MethodTable* ElementTable => _relatedType;

    /// <summary>The base type, or null for <see cref="object"/> and interfaces. Arrays derive from <see cref="System.Array"/>.</summary>
    internal MethodTable* BaseTable => IsParameterized
        ? (IsArray ? Of<System.Array>() : null)
        : _relatedType;

    /// <summary>Bytes at the end of a box that are not part of the value.</summary>
    internal uint ValueTypePadding => HasComponentSize ? 0 : (_flags >> ValuePaddingShift) & ValuePaddingMask;

    /// <summary>Bytes of a value of this value type, outside a box.</summary>
    internal uint ValueSize => _baseSize - ObjectLayout.EmptyBlockSize - ValueTypePadding;

    /// <summary>Where in a <see cref="System.Nullable{T}"/> the value stands; the flag that says whether there is one is its first byte.</summary>
    internal int NullableValueOffset => 1 << (int)((_flags >> NullableOffsetShift) & NullableOffsetMask);

    internal int VirtualSlotCount => _virtualSlotCount;

    internal int InterfaceCount => _interfaceCount;

    /// <summary>The code addresses of the virtual methods; slots that hold generic dictionaries are among them.</summary>
    internal nint* VirtualSlots => (nint*)((MethodTable*)Unsafe.AsPointer(ref this) + 1);

    internal MethodTable** Interfaces => (MethodTable**)(VirtualSlots + _virtualSlotCount);

    /// <summary>
    /// A word that belongs to the type and may be written: the <see cref="System.Type"/> of this type as an address, or
    /// zero as long as nobody asked for one that the compiler did not lay out.
    /// </summary>
    internal ref nint TypeObject => ref *(nint*)Relative(OptionalField(1));

    /// <summary>The entries that map interface methods to slots, or null.</summary>
    internal DispatchMap* DispatchMap => (_flags & HasDispatchMapFlag) != 0
        ? (DispatchMap*)Relative(OptionalField(FixedOptionalFields))
        : null;

    /// <summary>The code that runs when an unreachable object is finalized, or zero.</summary>
    internal nint Finalizer => HasFinalizer
        ? (nint)Relative(OptionalField(FixedOptionalFields + FieldsOf(HasDispatchMapFlag)))
        : 0;

    /// <summary>
    /// The code address behind a slot number out of a dispatch map that this type owns: numbers beyond the virtual slots
    /// count into a second table, of methods nobody overrides.
    /// </summary>
    internal nint SealedSlot(int slot)
    {
        int* table = (int*)Relative(OptionalField(FixedOptionalFields + FieldsOf(HasDispatchMapFlag) + FieldsOf(HasFinalizerFlag)));
        return (nint)Relative(table + (slot - _virtualSlotCount));
    }

    // The type manager indirection and the pointer to writable data, which every type has.
    private const int FixedOptionalFields = 2;

    private int FieldsOf(uint flag) => (_flags & flag) != 0 ? 1 : 0;

    private int* OptionalField(int index) => (int*)(Interfaces + _interfaceCount) + index;

    /// <summary>Follows a pointer that is stored as a distance from itself.</summary>
    internal static void* Relative(int* field) => (byte*)field + *field;
}
