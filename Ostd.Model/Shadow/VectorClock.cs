using System;

namespace Ostd.Model.Shadow;

/// <summary>
/// How much of every CPU's past somebody knows: entry i counts what CPU i had released when it was last heard of. One access happens before another exactly when the
/// second one's clock has reached the first one's own entry.
/// </summary>
internal sealed class VectorClock(int cpus)
{
    private readonly int[] _entries = new int[cpus];

    public int this[int cpu] => _entries[cpu];

    public void Advance(int cpu) => _entries[cpu]++;

    public void Join(VectorClock other)
    {
        for (int i = 0; i < _entries.Length; i++)
            _entries[i] = Math.Max(_entries[i], other._entries[i]);
    }

    public void Become(VectorClock other) => other._entries.CopyTo(_entries, 0);

    public override string ToString() => $"({string.Join(", ", _entries)})";
}
