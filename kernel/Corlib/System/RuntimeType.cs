using Internal.Runtime;

namespace System;

/// <summary>
/// The one kind of <see cref="Type"/>. The compiler lays out instances for <c>typeof</c> in read-only data, so the first
/// field must be the method table. Two instances may name one type; compare with <c>==</c>, which compares what they name.
/// </summary>
internal sealed unsafe class RuntimeType : Type
{
    private readonly MethodTable* _pUnderlyingEEType;

    private RuntimeType(MethodTable* type) => _pUnderlyingEEType = type;

    public override RuntimeTypeHandle TypeHandle => new(_pUnderlyingEEType);

    public override string Name => TypeNames.Short(ToString());

    internal override MethodTable* MethodTable => _pUnderlyingEEType;

    internal static new Type FromMethodTable(MethodTable* type) => new RuntimeType(type);

    /// <summary>As in .NET, such as <c>System.Collections.Generic.List`1[System.Int32]</c>.</summary>
    public override string ToString() => TypeNames.Of(_pUnderlyingEEType) ?? "Type";
}
