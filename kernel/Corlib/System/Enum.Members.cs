using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Internal.Runtime;

namespace System;

// Asking an enumeration for its members, and finding one by name. These need the table of names.
public abstract unsafe partial class Enum
{
    public static string? GetName<TEnum>(TEnum value)
        where TEnum : struct, Enum => EnumText.NameOf(MethodTable.Of<TEnum>(), Bits(value));

    public static bool IsDefined<TEnum>(TEnum value)
        where TEnum : struct, Enum => EnumText.IsDefined(MethodTable.Of<TEnum>(), Bits(value));

    public static string[] GetNames<TEnum>()
        where TEnum : struct, Enum
    {
        EnumMembers members = EnumText.MembersOf(MethodTable.Of<TEnum>());
        var names = new string[members.Count];
        for (int i = 0; members.MoveNext(); i++)
        {
            names[i] = TypeNames.ToText(members.Name);
        }

        return names;
    }

    public static TEnum[] GetValues<TEnum>()
        where TEnum : struct, Enum
    {
        EnumMembers members = EnumText.MembersOf(MethodTable.Of<TEnum>());
        var values = new TEnum[members.Count];
        for (int i = 0; members.MoveNext(); i++)
        {
            values[i] = FromBits<TEnum>(members.Value);
        }

        return values;
    }

    public static TEnum Parse<TEnum>(string value)
        where TEnum : struct => Parse<TEnum>(value, ignoreCase: false);

    public static TEnum Parse<TEnum>(string value, bool ignoreCase)
        where TEnum : struct
    {
        ArgumentNullException.ThrowIfNull(value);
        return Parse<TEnum>(value.AsSpan(), ignoreCase);
    }

    public static TEnum Parse<TEnum>(ReadOnlySpan<char> value)
        where TEnum : struct => Parse<TEnum>(value, ignoreCase: false);

    public static TEnum Parse<TEnum>(ReadOnlySpan<char> value, bool ignoreCase)
        where TEnum : struct
    {
        RequireEnum<TEnum>();
        EnumText.Parse(MethodTable.Of<TEnum>(), value, ignoreCase, throws: true, out ulong bits);
        return FromBits<TEnum>(bits);
    }

    public static bool TryParse<TEnum>([NotNullWhen(true)] string? value, out TEnum result)
        where TEnum : struct => TryParse(value.AsSpan(), ignoreCase: false, out result);

    public static bool TryParse<TEnum>([NotNullWhen(true)] string? value, bool ignoreCase, out TEnum result)
        where TEnum : struct => TryParse(value.AsSpan(), ignoreCase, out result);

    public static bool TryParse<TEnum>(ReadOnlySpan<char> value, out TEnum result)
        where TEnum : struct => TryParse(value, ignoreCase: false, out result);

    public static bool TryParse<TEnum>(ReadOnlySpan<char> value, bool ignoreCase, out TEnum result)
        where TEnum : struct
    {
        RequireEnum<TEnum>();
        bool parsed = EnumText.Parse(MethodTable.Of<TEnum>(), value, ignoreCase, throws: false, out ulong bits);
        result = FromBits<TEnum>(bits);
        return parsed;
    }

    private static void RequireEnum<TEnum>()
        where TEnum : struct
    {
        if (!typeof(TEnum).IsEnum)
        {
            throw new ArgumentException("Type provided must be an Enum.", nameof(TEnum));
        }
    }

    private static TEnum FromBits<TEnum>(ulong bits)
        where TEnum : struct => Unsafe.As<ulong, TEnum>(ref bits);
}
