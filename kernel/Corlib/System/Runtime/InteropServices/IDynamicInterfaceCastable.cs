using Internal.Runtime;

namespace System.Runtime.InteropServices;

/// <summary>The compiler looks this interface up; nothing here implements it.</summary>
internal unsafe interface IDynamicInterfaceCastable
{
    bool IsInterfaceImplemented(RuntimeTypeHandle interfaceType, bool throwIfNotImplemented);

    RuntimeTypeHandle GetInterfaceImplementation(RuntimeTypeHandle interfaceType);

    static nint GetDynamicInterfaceImplementation(IDynamicInterfaceCastable instance, MethodTable* interfaceType, ushort slot) => 0;
}
