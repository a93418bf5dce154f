using System.Threading;

namespace Internal.Runtime;

/// <summary>
/// The word that the compiler puts before the static fields of a class, known by its address: that of the static constructor's
/// code until it has returned, then zero.
/// </summary>
internal static unsafe class ConstructorWord
{
    internal static nint Read(nint word) => Volatile.Read(ref *(nint*)word);

    /// <summary>After everything that the constructor has stored.</summary>
    internal static void Clear(nint word) => Volatile.Write(ref *(nint*)word, 0);

    /// <summary>Runs what a word that is not zero says.</summary>
    internal static void Call(nint constructor) => ((delegate*<void>)constructor)();
}
