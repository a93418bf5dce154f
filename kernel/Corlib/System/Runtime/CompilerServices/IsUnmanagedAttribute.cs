namespace System.Runtime.CompilerServices;

[AttributeUsage(AttributeTargets.GenericParameter, Inherited = false)]
public sealed class IsUnmanagedAttribute : Attribute
{
}
