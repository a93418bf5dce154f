using Internal.Runtime;

namespace System.Runtime.CompilerServices;

/// <summary>The word the compiler puts before the static fields of a class: the static constructor, or zero when it has run.</summary>
internal struct StaticClassConstructionContext
{
    internal nint Constructor;
}

/// <summary>
/// Runs static constructors at the first use of their class. Compiled code tests the word itself and comes here when it is
/// not zero; <see cref="ClassConstruction"/> has the rules.
/// </summary>
internal static unsafe class ClassConstructorRunner
{
    // Zeros until the first class comes: this class may have no constructor of its own.
    private static ClassConstruction s_classes;

    internal static object CheckStaticClassConstructionReturnGCStaticBase(ref StaticClassConstructionContext context, object fields)
    {
        EnsureConstructed(ref context);
        return fields;
    }

    internal static nint CheckStaticClassConstructionReturnNonGCStaticBase(ref StaticClassConstructionContext context, nint fields)
    {
        EnsureConstructed(ref context);
        return fields;
    }

    internal static void CheckStaticClassConstruction(ref StaticClassConstructionContext context) => EnsureConstructed(ref context);

    private static void EnsureConstructed(ref StaticClassConstructionContext context)
    {
        // Contexts are in the data section and do not move.
        if (Threading.Volatile.Read(ref context.Constructor) != 0)
            s_classes.Ensure((nint)Unsafe.AsPointer(ref context.Constructor));
    }
}
