using System.Runtime.CompilerServices;
using Internal.Runtime;

namespace System.Runtime;

/// <summary>
/// <c>is</c>, <c>as</c> and casts. The compiler picks the cheapest entry that fits the target; each answers the common
/// cases in a few instructions and leaves the rest to <see cref="Assignability"/>.
/// </summary>
internal static unsafe partial class TypeCast
{
    /// <summary>Target: a class that is neither an array nor variant, so that walking up the base types decides.</summary>
    internal static object? IsInstanceOfClass(MethodTable* target, object? obj)
    {
        if (obj == null || obj.m_pEEType == target || DerivesFrom(obj.m_pEEType, target))
            return obj;

        return null;
    }

    internal static object? IsInstanceOfInterface(MethodTable* target, object? obj)
    {
        if (obj == null || Implements(obj.m_pEEType, target))
            return obj;

        return null;
    }

    internal static object? IsInstanceOfAny(MethodTable* target, object? obj)
    {
        if (obj == null || obj.m_pEEType == target || Assignability.IsAssignable(obj.m_pEEType, target))
            return obj;

        return null;
    }

    /// <summary>Asked by filters for the type of what was thrown.</summary>
    internal static bool IsInstanceOfException(MethodTable* target, object? obj) =>
        obj != null && (obj.m_pEEType == target || DerivesFrom(obj.m_pEEType, target));

    internal static object? CheckCastClass(MethodTable* target, object? obj)
    {
        if (obj == null || obj.m_pEEType == target)
            return obj;

        return CheckCastClassSpecial(target, obj);
    }

    /// <summary>As <see cref="CheckCastClass"/>, after inlined code has seen that the object is neither null nor exactly of the type.</summary>
    internal static object CheckCastClassSpecial(MethodTable* target, object obj)
    {
        if (!DerivesFrom(obj.m_pEEType, target))
            ThrowInvalidCast(obj.m_pEEType, target);

        return obj;
    }

    internal static object? CheckCastInterface(MethodTable* target, object? obj)
    {
        if (obj != null && !Implements(obj.m_pEEType, target))
            ThrowInvalidCast(obj.m_pEEType, target);

        return obj;
    }

    internal static object? CheckCastAny(MethodTable* target, object? obj)
    {
        if (obj != null && obj.m_pEEType != target && !Assignability.IsAssignable(obj.m_pEEType, target))
            ThrowInvalidCast(obj.m_pEEType, target);

        return obj;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool DerivesFrom(MethodTable* source, MethodTable* target)
    {
        do
        {
            source = source->BaseTable;
            if (source == target)
                return true;
        }
        while (source != null);

        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Implements(MethodTable* source, MethodTable* target)
    {
        MethodTable** interfaces = source->Interfaces;
        for (int i = source->InterfaceCount; i > 0; i--)
        {
            if (*interfaces++ == target)
                return true;
        }

        return target->HasGenericVariance && Assignability.IsAssignable(source, target);
    }

    private static void ThrowInvalidCast(MethodTable* source, MethodTable* target) =>
        throw new InvalidCastException(TypeNames.InvalidCast(source, target));
}
