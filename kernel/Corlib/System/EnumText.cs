using System.Globalization;
using Internal.Runtime;

namespace System;

/// <summary>Enumeration values as text: names, lists of flags, numbers; and back.</summary>
internal static unsafe class EnumText
{
    private const string Separator = ", ";

    public static string ToString(MethodTable* type, ulong bits)
    {
        if (!Symbols.TryGetEnum(type, out EnumMembers members))
        {
            return Number(type, bits);
        }

        bool isFlags = members.IsFlags;
        return Name(members, bits) ?? (isFlags ? Flags(type, bits) : null) ?? Number(type, bits);
    }

    public static string ToString(MethodTable* type, ulong bits, ReadOnlySpan<char> format)
    {
        if (format.Length == 0)
        {
            return ToString(type, bits);
        }

        return format.Length != 1 ? throw InvalidFormat() : (format[0] | 0x20) switch
        {
            'g' => ToString(type, bits),
            'd' => Number(type, bits),
            'x' => bits.ToString(type->ValueSize switch { 1 => "X2", 2 => "X4", 4 => "X8", _ => "X16" }),
            'f' => NameOf(type, bits) ?? Flags(type, bits) ?? Number(type, bits),
            _ => throw InvalidFormat(),
        };
    }

    public static string? NameOf(MethodTable* type, ulong bits) =>
        Symbols.TryGetEnum(type, out EnumMembers members) ? Name(members, bits) : null;

    public static bool IsDefined(MethodTable* type, ulong bits) => NameOf(type, bits) is not null;

    /// <exception cref="NotSupportedException">The image has no table of names.</exception>
    public static EnumMembers MembersOf(MethodTable* type) => Symbols.TryGetEnum(type, out EnumMembers members)
        ? members
        : throw new NotSupportedException("The names of this enumeration are not part of the image.");

    /// <summary>Names or a number, several of them with commas between: their bits together.</summary>
    public static bool Parse(MethodTable* type, ReadOnlySpan<char> text, bool ignoreCase, bool throws, out ulong bits)
    {
        bits = 0;
        ReadOnlySpan<char> trimmed = text.Trim();
        if (trimmed.Length == 0)
        {
            return throws ? throw new ArgumentException("Must specify valid information for parsing in the string.", "value") : false;
        }

        if (char.IsAsciiDigit(trimmed[0]) || trimmed[0] is '-' or '+')
        {
            bool signed = Enum.IsSigned(type);
            if (System.Number.TryParseInteger(trimmed, NumberStyles.AllowLeadingSign, 8 * (int)type->ValueSize, signed, out bits))
            {
                return true;
            }
        }

        bits = 0;
        for (ReadOnlySpan<char> rest = trimmed; ;)
        {
            int comma = rest.IndexOf(',');
            ReadOnlySpan<char> name = (comma < 0 ? rest : rest.Slice(0, comma)).Trim();
            if (!TryFind(type, name, ignoreCase, out ulong value))
            {
                bits = 0;
                return throws ? throw new ArgumentException(string.Concat("Requested value '", text, "' was not found.")) : false;
            }

            bits |= value;
            if (comma < 0)
            {
                return true;
            }

            rest = rest.Slice(comma + 1);
        }
    }

    private static bool TryFind(MethodTable* type, ReadOnlySpan<char> name, bool ignoreCase, out ulong value)
    {
        EnumMembers members = MembersOf(type);
        while (members.MoveNext())
        {
            string candidate = TypeNames.ToText(members.Name);
            if (name.Equals(candidate, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
            {
                value = members.Value;
                return true;
            }
        }

        value = 0;
        return false;
    }

    private static string? Name(EnumMembers members, ulong bits)
    {
        while (members.MoveNext())
        {
            if (members.Value == bits)
            {
                return TypeNames.ToText(members.Name);
            }
        }

        return null;
    }

    // The members that make up the value, the largest taken first and written last; null if something is left over.
    private static string? Flags(MethodTable* type, ulong bits)
    {
        if (bits == 0 || !Symbols.TryGetEnum(type, out EnumMembers members))
        {
            return null;
        }

        var values = new ulong[members.Count];
        var names = new string[members.Count];
        for (int i = 0; members.MoveNext(); i++)
        {
            values[i] = members.Value;
            names[i] = TypeNames.ToText(members.Name);
        }

        string? text = null;
        for (int i = values.Length - 1; i >= 0 && bits != 0; i--)
        {
            if (values[i] != 0 && (bits & values[i]) == values[i])
            {
                bits -= values[i];
                text = text is null ? names[i] : string.Concat(names[i], Separator, text);
            }
        }

        return bits == 0 ? text : null;
    }

    private static string Number(MethodTable* type, ulong bits) =>
        Enum.IsSigned(type) ? Enum.SignExtend(type, bits).ToString() : bits.ToString();

    private static FormatException InvalidFormat() =>
        new("Format string can be only \"G\", \"g\", \"X\", \"x\", \"F\", \"f\", \"D\" or \"d\".");
}
