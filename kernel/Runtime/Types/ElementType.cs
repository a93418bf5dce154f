namespace Internal.Runtime;

/// <summary>What kind of type a method table describes, in the compiler's numbering.</summary>
internal enum ElementType : uint
{
    Unknown = 0x00,
    Void = 0x01,
    Boolean = 0x02,
    Char = 0x03,
    SByte = 0x04,
    Byte = 0x05,
    Int16 = 0x06,
    UInt16 = 0x07,
    Int32 = 0x08,
    UInt32 = 0x09,
    Int64 = 0x0a,
    UInt64 = 0x0b,
    IntPtr = 0x0c,
    UIntPtr = 0x0d,
    Single = 0x0e,
    Double = 0x0f,

    ValueType = 0x10,
    Nullable = 0x12,

    Class = 0x14,
    Interface = 0x15,
    SystemArray = 0x16,
    Array = 0x17,
    SzArray = 0x18,
    ByRef = 0x19,
    Pointer = 0x1a,
    FunctionPointer = 0x1b,
}
