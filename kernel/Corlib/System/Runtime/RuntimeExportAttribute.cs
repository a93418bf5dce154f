namespace System.Runtime;

/// <summary>Gives the method a symbol that assembly and other modules can call with the C convention.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
internal sealed class RuntimeExportAttribute : Attribute
{
    public string EntryPoint;

    public RuntimeExportAttribute(string entry) => EntryPoint = entry;
}
