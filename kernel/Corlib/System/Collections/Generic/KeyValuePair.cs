namespace System.Collections.Generic;

public readonly struct KeyValuePair<TKey, TValue>
{
    private readonly TKey _key;
    private readonly TValue _value;

    public KeyValuePair(TKey key, TValue value)
    {
        _key = key;
        _value = value;
    }

    public TKey Key => _key;

    public TValue Value => _value;

    public override string ToString() => KeyValuePair.Format(_key, _value);

    public void Deconstruct(out TKey key, out TValue value)
    {
        key = _key;
        value = _value;
    }
}

public static class KeyValuePair
{
    public static KeyValuePair<TKey, TValue> Create<TKey, TValue>(TKey key, TValue value) => new(key, value);

    internal static string Format(object? key, object? value) => $"[{key}, {value}]";
}
