using System.Runtime.CompilerServices;
using Internal.Runtime;

namespace System;

/// <summary>What <c>new T()</c> becomes in generic code.</summary>
public static unsafe class Activator
{
    [Intrinsic]
    public static T CreateInstance<T>()
    {
        nint constructor = DefaultConstructorOf<T>();
        T value = default!;
        if (typeof(T).IsValueType)
        {
            ((delegate*<ref T, void>)constructor)(ref value);
            return value;
        }

        object created = ((delegate*<MethodTable*, object>)AllocatorOf<T>())(MethodTable.Of<T>());
        ((delegate*<object, void>)constructor)(created);
        return Unsafe.As<object, T>(ref created);
    }

    // The compiler replaces calls of these two by what they are named after.
    [Intrinsic]
    private static nint DefaultConstructorOf<T>() => DefaultConstructorOf<T>();

    [Intrinsic]
    private static nint AllocatorOf<T>() => AllocatorOf<T>();

    // Looked up by the compiler: whose constructor stands in for the one that a type does not have.
    private struct StructWithNoConstructor
    {
        public StructWithNoConstructor()
        {
        }
    }

    private sealed class ClassWithMissingConstructor
    {
        private ClassWithMissingConstructor() => throw new NotSupportedException("The type has no constructor without parameters.");
    }
}
