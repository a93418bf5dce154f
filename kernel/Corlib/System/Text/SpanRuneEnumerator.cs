namespace System.Text;

/// <summary>The scalar values of a text; a lone surrogate is seen as U+FFFD.</summary>
public ref struct SpanRuneEnumerator
{
    private ReadOnlySpan<char> _rest;

    internal SpanRuneEnumerator(ReadOnlySpan<char> text)
    {
        _rest = text;
        Current = default;
    }

    public Rune Current { get; private set; }

    public readonly SpanRuneEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            Current = default;
            return false;
        }

        Rune.DecodeFromUtf16(_rest, out Rune rune, out int consumed);
        _rest = _rest[consumed..];
        Current = rune;
        return true;
    }
}
