namespace System.Runtime.CompilerServices;

/// <summary>The static constructor runs at start-up, so uses of the type carry no check.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
internal sealed class EagerStaticClassConstructionAttribute : Attribute
{
}
