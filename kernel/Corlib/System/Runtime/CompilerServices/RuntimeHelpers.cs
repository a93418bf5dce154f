using Internal.Runtime;

namespace System.Runtime.CompilerServices;

public static unsafe partial class RuntimeHelpers
{
    public static int OffsetToStringData => 12;

    // The compiler copies the data itself; the body is never reached.
    [Intrinsic]
    public static void InitializeArray(Array array, RuntimeFieldHandle fldHandle) => throw new NotSupportedException();

    [Intrinsic]
    public static ReadOnlySpan<T> CreateSpan<T>(RuntimeFieldHandle fldHandle) => throw new NotSupportedException();

    [Intrinsic]
    public static bool IsReferenceOrContainsReferences<T>()
        where T : allows ref struct => IsReferenceOrContainsReferences<T>();

    /// <summary>Whether two values are equal exactly when their bytes are.</summary>
    [Intrinsic]
    internal static bool IsBitwiseEquatable<T>() => IsBitwiseEquatable<T>();

    public static new bool Equals(object? o1, object? o2)
    {
        if (ReferenceEquals(o1, o2))
        {
            return true;
        }

        if (o1 is not ValueType || o2 is null || o1.m_pEEType != o2.m_pEEType)
        {
            return false;
        }

        return SpanHelpers.SequenceEqual(ref GetRawData(o1), ref GetRawData(o2), GetRawDataSize(o1));
    }

    public static T[] GetSubArray<T>(T[] array, Range range)
    {
        ArgumentNullException.ThrowIfNull(array);
        (int offset, int length) = range.GetOffsetAndLength(array.Length);
        if (length == 0)
        {
            return [];
        }

        var result = new T[length];
        Array.Copy(array, offset, result, 0, length);
        return result;
    }

    /// <summary>The first byte after the method table pointer.</summary>
    internal static ref byte GetRawData(object obj) => ref Unsafe.As<RawData>(obj).Data;
}
