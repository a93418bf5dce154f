using System.Runtime.InteropServices;
using Internal.Runtime;

namespace System;

// Where an exception was thrown and what it passed through. The addresses are part of the object: recording them needs no
// memory, which may just have run out. Code lies in the upper two GiB, so half an address is enough.
public partial class Exception
{
    /// <summary>Frames kept. The innermost say most; the outermost are counted.</summary>
    private const int TraceLength = 32;

    private unsafe struct TraceAddresses
    {
        internal fixed int Halves[TraceLength];
    }

    private TraceAddresses _trace;
    private int _traceCount;

    /// <summary>The frames between the throw and the handler, innermost first, one a line; null when never thrown.</summary>
    public virtual string? StackTrace => _traceCount == 0 ? null : StackTraceText.Format(TraceSpan, _traceCount);

    internal unsafe ReadOnlySpan<int> TraceSpan =>
        MemoryMarshal.CreateReadOnlySpan(ref _trace.Halves[0], _traceCount < TraceLength ? _traceCount : TraceLength);

    /// <summary>How many frames the exception passed, more than are kept perhaps.</summary>
    internal int TraceCount => _traceCount;

    internal void BeginTrace() => _traceCount = 0;

    internal unsafe void AddToTrace(nint address)
    {
        int count = _traceCount;
        if (count < TraceLength)
            _trace.Halves[count] = (int)address;

        _traceCount = count + 1;
    }
}
