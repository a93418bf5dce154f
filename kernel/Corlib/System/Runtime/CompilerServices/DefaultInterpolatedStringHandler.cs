namespace System.Runtime.CompilerServices;

/// <summary>What the compiler turns <c>$"..."</c> into: a growing buffer and one Append for each piece.</summary>
[InterpolatedStringHandler]
public ref struct DefaultInterpolatedStringHandler
{
    private const int GuessedLengthPerHole = 11;
    private const int MinimumLength = 64;

    private readonly IFormatProvider? _provider;
    private Span<char> _buffer;
    private int _position;

    public DefaultInterpolatedStringHandler(int literalLength, int formattedCount)
        : this(literalLength, formattedCount, provider: null)
    {
    }

    public DefaultInterpolatedStringHandler(int literalLength, int formattedCount, IFormatProvider? provider)
    {
        int guess = literalLength + formattedCount * GuessedLengthPerHole;
        _provider = provider;
        _buffer = new char[guess < MinimumLength ? MinimumLength : guess];
    }

    public DefaultInterpolatedStringHandler(int literalLength, int formattedCount, IFormatProvider? provider, Span<char> initialBuffer)
    {
        _provider = provider;
        _buffer = initialBuffer;
    }

    public readonly ReadOnlySpan<char> Text => _buffer.Slice(0, _position);

    public override string ToString() => new(Text);

    public string ToStringAndClear()
    {
        string result = ToString();
        Clear();
        return result;
    }

    public void Clear() => this = default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AppendLiteral(string value) => AppendFormatted(value.AsSpan());

    public void AppendFormatted(scoped ReadOnlySpan<char> value)
    {
        if (value.Length > _buffer.Length - _position)
        {
            Grow(value.Length);
        }

        value.CopyTo(_buffer.Slice(_position));
        _position += value.Length;
    }

    public void AppendFormatted(scoped ReadOnlySpan<char> value, int alignment = 0, string? format = null)
    {
        int start = _position;
        AppendFormatted(value);
        Align(start, alignment);
    }

    public void AppendFormatted(string? value) => AppendFormatted(value.AsSpan());

    public void AppendFormatted(string? value, int alignment = 0, string? format = null) => AppendFormatted(value.AsSpan(), alignment, format);

    public void AppendFormatted(object? value, int alignment = 0, string? format = null) => AppendFormatted<object?>(value, alignment, format);

    public void AppendFormatted<T>(T value) => AppendFormatted(value, format: null);

    public void AppendFormatted<T>(T value, int alignment) => AppendFormatted(value, alignment, format: null);

    public void AppendFormatted<T>(T value, int alignment, string? format)
    {
        int start = _position;
        AppendFormatted(value, format);
        Align(start, alignment);
    }

    public void AppendFormatted<T>(T value, string? format)
    {
        // The casts to interfaces cost nothing for structs: this method is compiled once for each of them.
        if (value is IFormattable)
        {
            if (value is ISpanFormattable)
            {
                int written;
                while (!((ISpanFormattable)value).TryFormat(_buffer.Slice(_position), out written, format, _provider))
                {
                    Grow(1);
                }

                _position += written;
                return;
            }

            AppendFormatted(((IFormattable)value).ToString(format, _provider).AsSpan());
            return;
        }

        string? text = value?.ToString();
        AppendFormatted(text.AsSpan());
    }

    // Negative: pad on the right.
    private void Align(int start, int alignment)
    {
        int written = _position - start;
        bool left = alignment < 0;
        int padding = (left ? -alignment : alignment) - written;
        if (padding <= 0)
        {
            return;
        }

        if (padding > _buffer.Length - _position)
        {
            Grow(padding);
        }

        if (left)
        {
            _buffer.Slice(_position, padding).Fill(' ');
        }
        else
        {
            _buffer.Slice(start, written).CopyTo(_buffer.Slice(start + padding));
            _buffer.Slice(start, padding).Fill(' ');
        }

        _position += padding;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int needed)
    {
        int twice = _buffer.Length * 2;
        int least = checked(_position + needed);
        var larger = new char[twice < least ? (least < MinimumLength ? MinimumLength : least) : twice];
        Text.CopyTo(larger);
        _buffer = larger;
    }
}
