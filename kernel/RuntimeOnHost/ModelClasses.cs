using System;
using Ostd;
using Ostd.Paging;
using Ostd.Seam;
using Ostd.Sync;

namespace Internal.Runtime;

/// <summary>
/// Classes with static constructors on a model machine. Their words lie where the metal has them, in the image's data; what a word says is the number of a constructor, from 1, and that is
/// the scenario's own function. This object takes the place of the services at the kernel's root, so that each execution has its own.
/// </summary>
internal sealed class ModelClasses
{
    private const ulong WordBytes = 64; // as if static fields stood behind it

    private readonly Action[] _constructors;
    private readonly ulong _firstWord;
    private ClassConstruction _classes = new();

    /// <param name="kernel">Of a machine without services.</param>
    /// <param name="constructors">Of the classes, which are known by their position from now on.</param>
    internal ModelClasses(Kernel kernel, params Action[] constructors)
    {
        _constructors = constructors;
        kernel.Services = this;
        _firstWord = Array.Find(kernel.Machine.ImageSections, section => section.IsWritable).Start - KernelLayout.ImageBase;
        for (int i = 0; i < constructors.Length; i++)
            kernel.Machine.WritePhys64(WordOf(i), (ulong)i + 1);
    }

    /// <summary>What compiled code does before it touches a static field: looks at the word itself, and calls the runtime unless it is zero.</summary>
    /// <exception cref="TypeInitializationException">The constructor threw.</exception>
    internal void Use(int number)
    {
        nint word = (nint)WordOf(number);
        if (ConstructorWord.Read(word) != 0)
            _classes.Ensure(word);
    }

    internal void Call(nint constructor) => _constructors[constructor - 1]();

    private ulong WordOf(int number) => _firstWord + (ulong)number * WordBytes;
}

/// <summary>A class' word in physical memory: each access is a step.</summary>
internal static class ConstructorWord
{
    internal static nint Read(nint word) => (nint)Root.Machine.LoadPhys64((ulong)word, MemoryOrder.Acquire);

    internal static void Clear(nint word) => Root.Machine.StorePhys64((ulong)word, 0, MemoryOrder.Release);

    internal static void Call(nint constructor) => ((ModelClasses)Root.Kernel.Services!).Call(constructor);
}
