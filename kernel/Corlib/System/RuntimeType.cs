using System.Runtime.CompilerServices;
using System.Threading;
using Internal.Runtime;

namespace System;

/// <summary>
/// The one kind of <see cref="Type"/>. For each type there is one instance, so identity is equality: the compiler lays
/// out those that <c>typeof</c> names, and the others are made when <see cref="object.GetType"/> first needs them.
/// </summary>
internal sealed unsafe class RuntimeType : Type
{
    // The compiler writes these two words, the second one as zero; it is there for the size.
    private readonly MethodTable* _pUnderlyingEEType;
    private readonly nint _unused;

    // The word in the method table is not a root of the collector; this list keeps what it points at alive.
    private static Made? s_made;

    private sealed class Made(RuntimeType type, Made? next)
    {
        public readonly RuntimeType Type = type;
        public Made? Next = next;
    }

    private RuntimeType(MethodTable* type) => _pUnderlyingEEType = type;

    public override RuntimeTypeHandle TypeHandle => new(_pUnderlyingEEType);

    internal override MethodTable* MethodTable => _pUnderlyingEEType;

    internal static new Type FromMethodTable(MethodTable* type)
    {
        nint known = Volatile.Read(ref type->TypeObject);
        return known != 0 ? Unsafe.As<nint, RuntimeType>(ref known) : Make(type);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static RuntimeType Make(MethodTable* type)
    {
        // Into the list first: once the word is published, others rely on it. A loser's instance stays there unused.
        var made = new RuntimeType(type);
        var entry = new Made(made, null);
        do
        {
            entry.Next = Volatile.Read(ref s_made);
        }
        while (Interlocked.CompareExchange(ref s_made, entry, entry.Next) != entry.Next);

        nint address = Unsafe.As<RuntimeType, nint>(ref made);
        nint earlier = Interlocked.CompareExchange(ref type->TypeObject, address, 0);
        return earlier == 0 ? made : Unsafe.As<nint, RuntimeType>(ref earlier);
    }

    /// <summary>The full name, from the table that is embedded in the image.</summary>
    public override string ToString() => TypeNames.Of(_pUnderlyingEEType) ?? "?";

    /// <summary>The last part of the name, without generic arguments: <c>List`1</c> for <c>System.Collections.Generic.List`1[System.Int32]</c>.</summary>
    public override string Name
    {
        get
        {
            string full = ToString();
            int arguments = full.IndexOf('[');
            int end = arguments < 0 ? full.Length : arguments;
            int start = 1 + Math.Max(full.LastIndexOf('.', end - 1), full.LastIndexOf('+', end - 1));
            string name = full.Substring(start, end - start);

            // What is left of the brackets of an array.
            for (int i = full.Length; i >= end + 2 && full[i - 2] == '[' && full[i - 1] == ']'; i -= 2)
            {
                name += "[]";
            }

            return name;
        }
    }

    public override string? Namespace
    {
        get
        {
            string full = ToString();
            int end = full.IndexOfAny(['+', '[']);
            int dot = full.AsSpan(0, end < 0 ? full.Length : end).LastIndexOf('.');
            return dot < 0 ? null : full.Substring(0, dot);
        }
    }
}
