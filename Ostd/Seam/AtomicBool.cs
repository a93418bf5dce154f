using System.Runtime.CompilerServices;

namespace Ostd.Sync;

/// <summary>A flag shared between CPUs. Use it as a field made with <c>= new()</c>, and do not copy it: a copy is another flag.</summary>
public struct AtomicBool
{
    private AtomicInt32 _value;

    public AtomicBool(bool value) => _value = new AtomicInt32(value ? 1 : 0);

    public AtomicBool()
        : this(false)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Load(MemoryOrder order) => _value.Load(order) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(bool value, MemoryOrder order) => _value.Store(value ? 1 : 0, order);

    /// <summary>Stores and returns the old value. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Exchange(bool value) => _value.Exchange(value ? 1 : 0) != 0;
}
