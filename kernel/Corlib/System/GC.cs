using System.Runtime.CompilerServices;
using System.Threading;
using Internal.Runtime;

namespace System;

/// <summary>What programs say to the collector.</summary>
public static unsafe class GC
{
    /// <summary>Collects garbage now, as far as the heap that is there can.</summary>
    public static void Collect()
    {
        if (RuntimeHooks.Collect != null)
        {
            RuntimeHooks.Collect();
        }
    }

    /// <summary>Keeps the object alive up to this call: the reference is used, so the compiler cannot drop it earlier.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void KeepAlive(object? obj)
    {
    }

    /// <summary>The finalizer will not run: what it would do has been done.</summary>
    public static void SuppressFinalize(object obj)
    {
        ArgumentNullException.ThrowIfNull(obj);
        Interlocked.And(ref *ObjectLayout.Header(ObjectLayout.AddressOf(obj)), ~ObjectLayout.Finalizable);
        KeepAlive(obj);
    }

    /// <summary>Undoes <see cref="SuppressFinalize"/>, and lets a finalizer that has run do so again.</summary>
    public static void ReRegisterForFinalize(object obj)
    {
        ArgumentNullException.ThrowIfNull(obj);
        if (obj.m_pEEType->HasFinalizer)
        {
            Interlocked.Or(ref *ObjectLayout.Header(ObjectLayout.AddressOf(obj)), ObjectLayout.Finalizable);
        }

        KeepAlive(obj);
    }
}
