using System;
using Ostd.Tasks;

namespace Ostd.Sync;

/// <summary>
/// A value that the first who asks for it makes, once; others wait, sleeping, until it is there. When the making fails, the exception goes to the one who
/// made it, and the next one tries again.
/// </summary>
/// <remarks>
/// <code>
///   maker                                   reader
///   write the fields of the value           load _value (acquire): not null
///   store _value (release)                  read the fields: sees what the maker wrote
/// </code>
/// </remarks>
public sealed class Once<T>
    where T : class
{
    private readonly Mutex _making = new();
    private readonly Func<T> _make;
    private AtomicRef<T?> _value = new(null);

    public Once(Func<T> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        _make = make;
    }

    /// <summary>Whether <see cref="Value"/> is there without waiting. Any context.</summary>
    public bool IsMade => _value.Load(MemoryOrder.Acquire) is not null;

    /// <summary>Any context once it is made; before that, task context.</summary>
    /// <exception cref="OstdException">Making it asks for it itself, gives no value, or may not sleep here.</exception>
    public T Value => _value.Load(MemoryOrder.Acquire) ?? Make();

    private T Make()
    {
        if (_making.IsHeldByCurrentTask)
            throw new OstdException(OstdError.InvalidArgs, "Making a value asks for that value: it would wait for itself.");
        using Mutex.Guard guard = _making.Lock();
        if (_value.Load(MemoryOrder.Acquire) is { } made)
            return made;
        T value = _make() ?? throw new OstdException(OstdError.InvalidArgs, "Making a value gave none.");
        _value.Store(value, MemoryOrder.Release);
        return value;
    }
}
