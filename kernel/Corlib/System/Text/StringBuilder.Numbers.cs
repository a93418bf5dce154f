namespace System.Text;

public sealed partial class StringBuilder
{
    public StringBuilder Append(sbyte value) => AppendFormattable(value);

    public StringBuilder Append(byte value) => AppendFormattable(value);

    public StringBuilder Append(short value) => AppendFormattable(value);

    public StringBuilder Append(ushort value) => AppendFormattable(value);

    public StringBuilder Append(int value) => AppendFormattable(value);

    public StringBuilder Append(uint value) => AppendFormattable(value);

    public StringBuilder Append(long value) => AppendFormattable(value);

    public StringBuilder Append(ulong value) => AppendFormattable(value);

    public StringBuilder Append(float value) => AppendFormattable(value);

    public StringBuilder Append(double value) => AppendFormattable(value);

    /// <summary>Lets a value write itself behind the text, with more room each time until it fits.</summary>
    private StringBuilder AppendFormattable<T>(T value, ReadOnlySpan<char> format = default, IFormatProvider? provider = null)
        where T : ISpanFormattable
    {
        int written;
        while (!value.TryFormat(Free, out written, format, provider))
            MakeRoom();
        _length += written;
        return this;
    }
}
