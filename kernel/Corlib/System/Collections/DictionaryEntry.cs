using System.Collections.Generic;

namespace System.Collections;

public struct DictionaryEntry
{
    private object _key;
    private object? _value;

    public DictionaryEntry(object key, object? value)
    {
        _key = key;
        _value = value;
    }

    public object Key
    {
        readonly get => _key;
        set => _key = value;
    }

    public object? Value
    {
        readonly get => _value;
        set => _value = value;
    }

    public readonly void Deconstruct(out object key, out object? value)
    {
        key = Key;
        value = Value;
    }

    public override readonly string ToString() => KeyValuePair.Format(_key, _value);
}
