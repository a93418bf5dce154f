using System;

namespace Internal.Runtime;

/// <summary>Which code implements an interface method for a type: the search that dispatch caches spare us.</summary>
internal static unsafe class MethodResolver
{
    internal static nint Resolve(MethodTable* type, MethodTable* interfaceType, int slot)
    {
        // Implementations in the class and its bases come first, the most derived winning; then the default
        // implementations which interfaces bring along.
        for (MethodTable* owner = type; owner != null; owner = owner->BaseTable)
        {
            if (TryFind(type, owner, interfaceType, slot, inDefaults: false, out nint code))
                return code;
        }

        for (MethodTable* owner = type; owner != null; owner = owner->BaseTable)
        {
            if (TryFind(type, owner, interfaceType, slot, inDefaults: true, out nint code))
                return code;
        }

        throw new InvalidProgramException(TypeNames.NoImplementation(type, interfaceType, slot));
    }

    private static bool TryFind(MethodTable* type, MethodTable* owner, MethodTable* interfaceType, int slot, bool inDefaults, out nint code)
    {
        code = 0;
        DispatchMap* map = owner->DispatchMap;
        if (map == null)
            return false;

        DispatchEntry* entries = inDefaults ? map->Defaults : map->Declared;
        int count = inDefaults ? map->DefaultCount : map->DeclaredCount;
        DispatchEntry* entry = FindExact(owner, entries, count, interfaceType, slot);
        if (entry == null && interfaceType->HasGenericVariance)
            entry = FindVariant(owner, entries, count, interfaceType, slot, fromArray: type->IsArray);

        if (entry == null)
            return false;

        if (entry->Slot is DispatchEntry.DiamondSlot or DispatchEntry.AbstractSlot)
            throw new InvalidProgramException(TypeNames.NoImplementation(type, interfaceType, slot));

        // A class may override a virtual method which one of its bases uses as implementation, hence the slot of `type`.
        code = entry->Slot < owner->VirtualSlotCount ? type->VirtualSlots[entry->Slot] : owner->SealedSlot(entry->Slot);
        return true;
    }

    private static DispatchEntry* FindExact(MethodTable* owner, DispatchEntry* entries, int count, MethodTable* interfaceType, int slot)
    {
        for (DispatchEntry* entry = entries; entry < entries + count; entry++)
        {
            if (entry->InterfaceSlot == slot && owner->Interfaces[entry->InterfaceIndex] == interfaceType)
                return entry;
        }

        return null;
    }

    private static DispatchEntry* FindVariant(
        MethodTable* owner, DispatchEntry* entries, int count, MethodTable* interfaceType, int slot, bool fromArray)
    {
        for (DispatchEntry* entry = entries; entry < entries + count; entry++)
        {
            if (entry->InterfaceSlot == slot && Assignability.IsVariantOf(owner->Interfaces[entry->InterfaceIndex], interfaceType, fromArray))
                return entry;
        }

        return null;
    }
}
