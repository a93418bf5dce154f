namespace System.Text;

/// <summary>What is known of the characters themselves: as much as <see cref="char"/> knows.</summary>
public readonly partial struct Rune
{
    public static bool IsControl(Rune value) => value.IsBmp && char.IsControl((char)value._value);

    public static bool IsWhiteSpace(Rune value) => value.IsBmp && char.IsWhiteSpace((char)value._value);

    public static Rune GetRuneAt(string input, int index) =>
        TryGetRuneAt(input, index, out Rune value) ? value : throw new ArgumentException("Cannot extract a Unicode scalar value from the specified index in the input.", nameof(index));

    public static bool TryGetRuneAt(string input, int index, out Rune value)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, input.Length);
        if (DecodeFromUtf16(input.AsSpan(index), out value, out _) == Buffers.OperationStatus.Done)
            return true;
        value = default;
        return false;
    }
}
