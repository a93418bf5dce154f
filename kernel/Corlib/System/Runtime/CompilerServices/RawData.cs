namespace System.Runtime.CompilerServices;

/// <summary>Any object, seen as the bytes behind its method table. Code the compiler makes up uses the type by name.</summary>
internal sealed class RawData
{
    public byte Data;
}
