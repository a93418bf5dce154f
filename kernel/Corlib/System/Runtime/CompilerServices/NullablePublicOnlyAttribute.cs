namespace System.Runtime.CompilerServices;

[AttributeUsage(AttributeTargets.Module, Inherited = false)]
public sealed class NullablePublicOnlyAttribute : Attribute
{
    public readonly bool IncludesInternals;

    public NullablePublicOnlyAttribute(bool value) => IncludesInternals = value;
}
