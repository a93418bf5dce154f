using System;

namespace Internal.Runtime;

/// <summary>Names of types for people, out of the symbol table; the wording of messages that need them.</summary>
internal static unsafe class TypeNames
{
    private static ReadOnlySpan<byte> StaticConstructor => "..cctor()"u8;

    /// <summary>Null when the image has no symbol table.</summary>
    internal static string? Of(MethodTable* type)
    {
        ReadOnlySpan<byte> name = Symbols.NameOf(type);
        return name.IsEmpty ? null : ToText(name);
    }

    internal static string? InvalidCast(MethodTable* source, MethodTable* target)
    {
        string? from = Of(source);
        string? to = Of(target);
        return from == null || to == null ? null : string.Concat("Unable to cast object of type '", from, "' to type '", string.Concat(to, "'."));
    }

    internal static string NoImplementation(MethodTable* type, MethodTable* interfaceType, int slot) =>
        string.Concat("No implementation of ", Of(interfaceType) ?? "an interface", " in ", Of(type) ?? "a type");

    /// <summary>The class that a static constructor belongs to.</summary>
    internal static string OfConstructor(nint code)
    {
        if (!Symbols.TryFind(code, out Symbol symbol))
            return "?";

        ReadOnlySpan<byte> name = symbol.Name;
        return ToText(name.EndsWith(StaticConstructor) ? name[..^StaticConstructor.Length] : name);
    }

    internal static string ToText(ReadOnlySpan<byte> utf8)
    {
        // Names in the table are ASCII in practice; other characters come out one for each byte.
        string text = ObjectAllocator.NewString(utf8.Length);
        fixed (char* characters = text)
        {
            for (int i = 0; i < utf8.Length; i++)
                characters[i] = (char)utf8[i];
        }

        return text;
    }
}
