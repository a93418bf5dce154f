using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace System.Collections;

/// <summary>The exceptions of the collections, thrown out of line so that the code that checks stays small.</summary>
[StackTraceHidden]
internal static class CollectionErrors
{
    private const string BadIndex = "Index was out of range. Must be non-negative and less than the size of the collection.";
    private const string BadInclusiveIndex = "Index was out of range. Must be non-negative and less than or equal to the size of the collection.";
    private const string BadRange = "Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.";

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowIndex(string parameter = "index") => throw new ArgumentOutOfRangeException(parameter, BadIndex);

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowIndex(int value, string parameter = "index") => throw new ArgumentOutOfRangeException(parameter, value, BadIndex);

    /// <summary>For an index that may also be the size itself.</summary>
    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowInclusiveIndex(string parameter = "index") => throw new ArgumentOutOfRangeException(parameter, BadInclusiveIndex);

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowInclusiveIndex(int value, string parameter) => throw new ArgumentOutOfRangeException(parameter, value, BadInclusiveIndex);

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowCount(string parameter = "count") =>
        throw new ArgumentOutOfRangeException(parameter, "Count must be positive and count must refer to a location within the string/array/collection.");

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowRange() => throw new ArgumentException(BadRange);

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowArrayTooShort() =>
        throw new ArgumentException("Destination array is not long enough to copy all the items in the collection. Check array index and length.");

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowNegative(string parameter) => throw new ArgumentOutOfRangeException(parameter, "Non-negative number required.");

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowCapacityBelowCount(string parameter) =>
        throw new ArgumentOutOfRangeException(parameter, "capacity was less than the current size.");

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowModified() =>
        throw new InvalidOperationException("Collection was modified; enumeration operation may not execute.");

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowModifiedSinceStart() =>
        throw new InvalidOperationException("Collection was modified after the enumerator was instantiated.");

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowNoCurrent() =>
        throw new InvalidOperationException("Enumeration has either not started or has already finished.");

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowEmpty(string collection) => throw new InvalidOperationException(collection + " empty.");

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowKeyNotFound<TKey>(TKey key) =>
        throw new KeyNotFoundException("The given key '" + key?.ToString() + "' was not present in the dictionary.");

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowDuplicateKey<TKey>(TKey key) =>
        throw new ArgumentException("An item with the same key has already been added. Key: " + key?.ToString());

    /// <summary>A chain of a hash table that is longer than the table is a circle.</summary>
    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowConcurrentUse() =>
        throw new InvalidOperationException("Operations that change non-concurrent collections must have exclusive access. A concurrent update was performed on this collection and corrupted its state. The collection's state is no longer correct.");

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowReadOnly() => throw new NotSupportedException("Collection is read-only.");

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowKeyCollection() =>
        throw new NotSupportedException("Mutating a key collection derived from a dictionary is not allowed.");

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowValueCollection() =>
        throw new NotSupportedException("Mutating a value collection derived from a dictionary is not allowed.");

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowIncompatibleComparer() =>
        throw new InvalidOperationException("The collection's comparer does not support the requested operation.");

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowWrongTypeForComparer() =>
        throw new ArgumentException("Type of argument is not compatible with the generic comparer.");
}
