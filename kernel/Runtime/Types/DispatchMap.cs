using System.Runtime.CompilerServices;

namespace Internal.Runtime;

/// <summary>
/// Which slot of a type implements which interface method: a list of entries the type itself declares, then one of
/// default implementations that it takes from interfaces. Entries of static abstract methods follow; the compiler
/// resolves those itself.
/// </summary>
internal unsafe struct DispatchMap
{
    private readonly ushort _declaredCount;
    private readonly ushort _defaultCount;
    private readonly ushort _staticDeclaredCount;
    private readonly ushort _staticDefaultCount;

    internal DispatchEntry* Declared => (DispatchEntry*)((DispatchMap*)Unsafe.AsPointer(ref this) + 1);

    internal int DeclaredCount => _declaredCount;

    internal DispatchEntry* Defaults => Declared + _declaredCount;

    internal int DefaultCount => _defaultCount;
}

/// <summary>Method <see cref="InterfaceSlot"/> of the type's interface <see cref="InterfaceIndex"/> is in <see cref="Slot"/>.</summary>
internal struct DispatchEntry
{
    internal readonly ushort InterfaceIndex;
    internal readonly ushort InterfaceSlot;
    internal readonly ushort Slot;

    /// <summary>Instead of a slot: two interfaces offer a default implementation and neither is more specific.</summary>
    internal const ushort DiamondSlot = 0xfffe;

    /// <summary>Instead of a slot: an interface took the implementation away again.</summary>
    internal const ushort AbstractSlot = 0xffff;
}
