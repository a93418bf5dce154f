using System.Diagnostics.CodeAnalysis;

namespace System.Runtime.CompilerServices;

/// <summary>
/// Pointer arithmetic on references. The compiler replaces every body: the recursion below never runs.
/// Internal, because each of these can break memory safety without the word <c>unsafe</c>. The code that the C# compiler
/// writes for inline arrays, and with them for spans made of collection expressions, calls this class, in every assembly. So
/// there is no InlineArrayAttribute: without it the compiler makes such spans of ordinary arrays.
/// </summary>
internal static unsafe class Unsafe
{
    [Intrinsic]
    public static T As<T>(object? value)
        where T : class? => As<T>(value);

    [Intrinsic]
    public static ref TTo As<TFrom, TTo>(ref TFrom source)
        where TFrom : allows ref struct
        where TTo : allows ref struct => ref As<TFrom, TTo>(ref source);

    [Intrinsic]
    public static void* AsPointer<T>(ref readonly T value)
        where T : allows ref struct => AsPointer(in value);

    [Intrinsic]
    public static ref T AsRef<T>(void* source)
        where T : allows ref struct => ref AsRef<T>(source);

    [Intrinsic]
    public static ref T AsRef<T>(scoped ref readonly T source)
        where T : allows ref struct => ref AsRef(in source);

    [Intrinsic]
    public static ref T Add<T>(ref T source, int elementOffset)
        where T : allows ref struct => ref Add(ref source, elementOffset);

    [Intrinsic]
    public static ref T Add<T>(ref T source, nint elementOffset)
        where T : allows ref struct => ref Add(ref source, elementOffset);

    [Intrinsic]
    public static ref T Add<T>(ref T source, nuint elementOffset)
        where T : allows ref struct => ref Add(ref source, elementOffset);

    [Intrinsic]
    public static ref T AddByteOffset<T>(ref T source, nint byteOffset)
        where T : allows ref struct => ref AddByteOffset(ref source, byteOffset);

    [Intrinsic]
    public static ref T AddByteOffset<T>(ref T source, nuint byteOffset)
        where T : allows ref struct => ref AddByteOffset(ref source, byteOffset);

    [Intrinsic]
    public static ref T Subtract<T>(ref T source, int elementOffset)
        where T : allows ref struct => ref Subtract(ref source, elementOffset);

    [Intrinsic]
    public static bool AreSame<T>([AllowNull] ref readonly T left, [AllowNull] ref readonly T right)
        where T : allows ref struct => AreSame(in left, in right);

    [Intrinsic]
    public static bool IsAddressLessThan<T>([AllowNull] ref readonly T left, [AllowNull] ref readonly T right)
        where T : allows ref struct => IsAddressLessThan(in left, in right);

    [Intrinsic]
    public static bool IsAddressGreaterThan<T>([AllowNull] ref readonly T left, [AllowNull] ref readonly T right)
        where T : allows ref struct => IsAddressGreaterThan(in left, in right);

    [Intrinsic]
    public static nint ByteOffset<T>([AllowNull] ref readonly T origin, [AllowNull] ref readonly T target)
        where T : allows ref struct => ByteOffset(in origin, in target);

    [Intrinsic]
    public static TTo BitCast<TFrom, TTo>(TFrom source)
        where TFrom : allows ref struct
        where TTo : allows ref struct => ReadUnaligned<TTo>(ref As<TFrom, byte>(ref source));

    [Intrinsic]
    public static T ReadUnaligned<T>(void* source)
        where T : allows ref struct => ReadUnaligned<T>(source);

    [Intrinsic]
    public static T ReadUnaligned<T>(scoped ref readonly byte source)
        where T : allows ref struct => ReadUnaligned<T>(in source);

    [Intrinsic]
    public static void WriteUnaligned<T>(void* destination, T value)
        where T : allows ref struct => WriteUnaligned(destination, value);

    [Intrinsic]
    public static void WriteUnaligned<T>(ref byte destination, T value)
        where T : allows ref struct => WriteUnaligned(ref destination, value);

    [Intrinsic]
    public static int SizeOf<T>()
        where T : allows ref struct => SizeOf<T>();

    [Intrinsic]
    public static ref T NullRef<T>()
        where T : allows ref struct => ref NullRef<T>();

    [Intrinsic]
    public static bool IsNullRef<T>(ref readonly T source)
        where T : allows ref struct => IsNullRef(in source);

    [Intrinsic]
    public static void SkipInit<T>(out T value)
        where T : allows ref struct => SkipInit(out value);

    [Intrinsic]
    public static ref T Unbox<T>(object box)
        where T : struct => ref Unbox<T>(box);
}
