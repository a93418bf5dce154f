namespace System.Runtime;

/// <summary>Binds an InternalCall method to a symbol; the call is direct.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor, Inherited = false)]
internal sealed class RuntimeImportAttribute : Attribute
{
    public RuntimeImportAttribute(string entry) => EntryPoint = entry;

    public RuntimeImportAttribute(string dllName, string entry)
    {
        EntryPoint = entry;
        DllName = dllName;
    }

    public string? DllName { get; }

    public string EntryPoint { get; }
}
