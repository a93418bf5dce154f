using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Internal.Runtime;
using Internal.Runtime.CompilerHelpers;

namespace System.Runtime;

// Arrays are covariant: a string[] passes for an object[], so what is stored into an array of references is checked.
internal static unsafe partial class TypeCast
{
    /// <summary><c>array[index] = obj</c> for an array of references.</summary>
    internal static void StelemRef(object?[] array, nint index, object? obj)
    {
        ref object? element = ref ElementAt(array, index);
        if (obj == null)
        {
            element = null;
            return;
        }

        MethodTable* elementType = array.m_pEEType->ElementTable;
        if (obj.m_pEEType != elementType && elementType != MethodTable.Of<object>()
            && !Assignability.IsAssignable(obj.m_pEEType, elementType))
            throw new ArrayTypeMismatchException();

        element = obj;
    }

    /// <summary><c>ref array[index]</c>: whoever has the address may store anything, so the type must be exact.</summary>
    internal static ref object? LdelemaRef(object?[] array, nint index, MethodTable* elementType)
    {
        ref object? element = ref ElementAt(array, index);
        if (array.m_pEEType->ElementTable != elementType)
            throw new ArrayTypeMismatchException();

        return ref element;
    }

    private static ref object? ElementAt(object?[] array, nint index)
    {
        if ((nuint)index >= (uint)array.Length)
            ThrowHelpers.ThrowIndexOutOfRangeException();

        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), index);
    }
}
