namespace Internal.Runtime;

/// <summary>
/// Walks the places in an object that hold references, as the descriptor below its method table lists them.
/// </summary>
/// <remarks>
/// The descriptor grows downwards from the method table; its first word is a count.
/// <list type="bullet">
/// <item>Count n &gt; 0: n runs of (start, size − block size of the object), so that one entry also covers an array of references of any length.</item>
/// <item>Count n &lt; 0: an array of structures. One start, then −n pairs (references, bytes to skip), repeated until the object ends.</item>
/// </list>
/// </remarks>
internal unsafe struct ReferenceRuns
{
    private readonly byte* _object;
    private readonly byte* _end;
    private readonly nint* _descriptor;
    private readonly int _count;
    private int _index;
    private byte* _next;

    /// <summary>The first reference of the current run.</summary>
    internal nint* Start { get; private set; }

    /// <summary>How many references the current run has.</summary>
    internal nuint Count { get; private set; }

    internal ReferenceRuns(byte* reference)
    {
        MethodTable* table = ObjectLayout.TableOf(reference);
        _object = reference;
        if (!table->HasGCPointers)
            return;

        nuint size = table->BaseSize;
        if (table->HasComponentSize)
            size += (nuint)table->ComponentSize * ObjectLayout.LengthOf(reference);

        _end = reference - ObjectLayout.HeaderSize + size;
        _descriptor = (nint*)table - 1;
        _count = (int)*_descriptor;
        _next = _count < 0 ? reference + _descriptor[-1] : null;
    }

    internal bool MoveNext() => _count < 0 ? MoveNextInStructures() : MoveNextRun();

    private bool MoveNextRun()
    {
        if (_index == _count)
            return false;

        nint start = _descriptor[-1 - (2 * _index)];
        nint size = _descriptor[-2 - (2 * _index)] + (nint)(_end - _object) + ObjectLayout.HeaderSize;
        Start = (nint*)(_object + start);
        Count = (nuint)size / (nuint)sizeof(nint);
        _index++;
        return true;
    }

    private bool MoveNextInStructures()
    {
        // The trailing word of the block is the header of the next one, so "the object ends" where its fields end.
        if (_next >= _end)
            return false;

        uint* pair = (uint*)(_descriptor - 2 - _index);
        Start = (nint*)_next;
        Count = pair[0];
        _next += (pair[0] * (uint)sizeof(nint)) + pair[1];
        _index = _index + 1 == -_count ? 0 : _index + 1;
        return true;
    }
}
