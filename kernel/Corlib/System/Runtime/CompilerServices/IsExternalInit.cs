namespace System.Runtime.CompilerServices;

/// <summary>Marks the setter of an init-only property.</summary>
public static class IsExternalInit
{
}
