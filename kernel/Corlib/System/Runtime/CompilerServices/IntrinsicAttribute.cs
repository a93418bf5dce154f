namespace System.Runtime.CompilerServices;

/// <summary>The compiler knows this member by name and puts its own code in place of the body.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Field | AttributeTargets.Interface, Inherited = false)]
internal sealed class IntrinsicAttribute : Attribute
{
}
