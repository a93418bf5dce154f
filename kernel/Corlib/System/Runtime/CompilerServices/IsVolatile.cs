namespace System.Runtime.CompilerServices;

/// <summary>Marks the type of a volatile field.</summary>
public static class IsVolatile
{
}
