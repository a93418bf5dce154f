namespace System;

/// <summary>A static constructor threw; the type can never be used again.</summary>
public sealed class TypeInitializationException : SystemException
{
    private readonly string? _typeName;

    public TypeInitializationException(string? fullTypeName, Exception? innerException)
        : base(string.Concat("The type initializer for '", fullTypeName, "' threw an exception."), innerException) => _typeName = fullTypeName;

    public string TypeName => _typeName ?? "";
}
