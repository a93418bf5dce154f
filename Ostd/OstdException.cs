using System;

namespace Ostd;

/// <summary>Why the framework refused.</summary>
public enum OstdError
{
    InvalidArgs, PageFault, AccessDenied, IoError, NotEnoughResources, Overflow,
    /// <summary>The handle was disposed, or never valid.</summary>
    Stale,
    /// <summary>Somebody else uses it at the moment, in a way that leaves no room for another.</summary>
    Busy,
    /// <summary>Something that may sleep was called where sleeping is forbidden.</summary>
    AtomicMode,
}

/// <summary>A refused call into the framework: names the rule that was broken. Nothing was changed.</summary>
public sealed class OstdException : Exception
{
    public OstdException(OstdError error, string rule) : base(rule) => Error = error;

    public OstdError Error { get; }
}
