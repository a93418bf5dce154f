using System;

namespace Internal.Runtime.CompilerHelpers;

/// <summary>What the compiler names for <c>ldtoken</c>.</summary>
internal static unsafe class LdTokenHelpers
{
    internal static RuntimeTypeHandle GetRuntimeTypeHandle(nint type) => new((MethodTable*)type);

    internal static Type GetRuntimeType(nint type) => Type.FromMethodTable((MethodTable*)type);

    /// <summary>Named by array initialisers, which the compiler then replaces by a copy: it is never executed.</summary>
    internal static RuntimeFieldHandle GetRuntimeFieldHandle(nint field) => default;

    internal static RuntimeMethodHandle GetRuntimeMethodHandle(nint method) => default;
}
