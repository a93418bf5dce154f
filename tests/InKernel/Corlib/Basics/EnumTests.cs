using System;

namespace InKernel.Corlib.Basics;

public static class EnumTests
{
    private enum Plain
    {
        Zero,
        One,
        Two,
        Uno = 1,
        Minus = -5,
    }

    [Flags]
    private enum Access : byte
    {
        None = 0,
        Read = 1,
        Write = 2,
        ReadWrite = 3,
        Execute = 4,
        All = 0xFF,
    }

    private enum Wide : ulong
    {
        Small = 1,
        Huge = ulong.MaxValue,
    }

    [Flags]
    private enum Signed : sbyte
    {
        A = 1,
        B = 2,
        Top = sbyte.MinValue,
    }

    [KernelTest]
    public static void A_value_with_a_name_is_written_by_its_name()
    {
        Check.Equal("Two", Plain.Two.ToString());
        Check.Equal("Minus", Plain.Minus.ToString());
        Check.Equal("Huge", Wide.Huge.ToString());
        Check.Equal("Two Write", $"{Plain.Two} {Access.Write}");
        object boxed = Plain.Two;
        Check.Equal("Two", boxed.ToString());
    }

    [KernelTest]
    public static void A_value_without_a_name_is_written_as_a_number()
    {
        Check.Equal("7", ((Plain)7).ToString());
        Check.Equal("-7", ((Plain)(-7)).ToString());
        Check.Equal("18446744073709551614", ((Wide)(ulong.MaxValue - 1)).ToString());
        Check.Equal("64", ((Signed)64).ToString());
    }

    [KernelTest]
    public static void Flags_are_listed_with_the_fewest_names()
    {
        Check.Equal("None", Access.None.ToString());
        Check.Equal("ReadWrite", (Access.Read | Access.Write).ToString());
        Check.Equal("Read, Execute", (Access.Read | Access.Execute).ToString());
        Check.Equal("ReadWrite, Execute", ((Access)7).ToString());
        Check.Equal("8", ((Access)8).ToString());
        Check.Equal("9", ((Access)9).ToString());
        Check.Equal("All", ((Access)255).ToString());
        Check.Equal("A, B, Top", (Signed.A | Signed.B | Signed.Top).ToString());
    }

    [KernelTest]
    public static void Formats_choose_name_number_or_hexadecimal()
    {
        Check.Equal("Two", Plain.Two.ToString("G"));
        Check.Equal("2", Plain.Two.ToString("D"));
        Check.Equal("00000002", Plain.Two.ToString("X"));
        Check.Equal("FFFFFFFB", Plain.Minus.ToString("x"));
        Check.Equal("05", ((Access)5).ToString("X"));
        Check.Equal("Read, Execute", ((Access)5).ToString("F"));
        Check.Equal("-5", Plain.Minus.ToString("d"));
        Check.Equal("  Two|One  ", $"{Plain.Two,5}|{Plain.One,-5}");
        Check.Throws<FormatException>(() => Plain.Two.ToString("Q"));
        Check.Throws<FormatException>(() => Plain.Two.ToString("GG"));
    }

    [KernelTest]
    public static void Names_and_values_are_listed_in_the_order_of_unsigned_values()
    {
        Check.Span<string>(["Zero", "One", "Uno", "Two", "Minus"], Enum.GetNames<Plain>());
        Check.Span<Plain>([Plain.Zero, Plain.One, Plain.One, Plain.Two, Plain.Minus], Enum.GetValues<Plain>());
        Check.Equal("Execute", Enum.GetName(Access.Execute));
        Check.Null(Enum.GetName((Access)8));
        Check.True(Enum.IsDefined(Wide.Huge));
        Check.False(Enum.IsDefined((Wide)2));
    }

    [KernelTest]
    public static void Names_and_numbers_are_parsed()
    {
        Check.Equal(Plain.Two, Enum.Parse<Plain>("Two"));
        Check.Equal(Plain.Two, Enum.Parse<Plain>(" 2 "));
        Check.Equal(Plain.Minus, Enum.Parse<Plain>("minus", ignoreCase: true));
        Check.Equal(Access.Read | Access.Execute, Enum.Parse<Access>("Read, Execute"));
        Check.Equal((Plain)99, Enum.Parse<Plain>("99"));
        Check.True(Enum.TryParse("Huge", out Wide wide) && wide == Wide.Huge);
        Check.False(Enum.TryParse("huge", out wide));
        Check.False(Enum.TryParse("", out Plain _));
        Check.False(Enum.TryParse("300", out Access _));
        Check.False(Enum.TryParse((string?)null, out Access _));
        Check.Throws<ArgumentException>(() => Enum.Parse<Plain>("Three"));
        Check.Throws<ArgumentException>(() => Enum.Parse<Plain>(" "));
        Check.Throws<ArgumentNullException>("value", () => Enum.Parse<Plain>(null!));
    }

    [KernelTest]
    public static void Flags_are_asked_for_by_their_bits()
    {
        Access access = Access.Read | Access.Execute;
        Check.True(access.HasFlag(Access.Read));
        Check.True(access.HasFlag(Access.None));
        Check.False(access.HasFlag(Access.ReadWrite));
        Enum boxed = access;
        Check.True(boxed.HasFlag(Access.Execute));
        Check.Throws<ArgumentException>(() => boxed.HasFlag(Plain.One));
    }

    [KernelTest]
    public static void Values_compare_and_hash_as_numbers_of_their_type()
    {
        Check.True(Plain.One.Equals(Plain.Uno));
        Check.False(Plain.One.Equals(1));
        Check.False(Plain.One.Equals(Access.Read));
        Check.Equal(1, Plain.One.CompareTo(Plain.Minus));
        Check.Equal(-1, Math.Sign(Wide.Small.CompareTo(Wide.Huge)));
        Check.Equal(1, Plain.One.CompareTo(null));
        Check.Throws<ArgumentException>(() => Plain.One.CompareTo(Access.Read));
        Check.Equal(2, Plain.Two.GetHashCode());
        Check.Equal(255, Access.All.GetHashCode());
        Check.Equal(((sbyte)-128).GetHashCode(), Signed.Top.GetHashCode());
        Check.Equal(((ulong)Wide.Huge).GetHashCode(), Wide.Huge.GetHashCode());
    }
}
