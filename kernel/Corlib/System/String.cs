using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;
using Internal.Runtime;

namespace System;

/// <summary>Immutable UTF-16 text: a length, the characters, and a terminating zero that pointers may rely on.</summary>
public sealed unsafe partial class String : IComparable, IComparable<string?>, IEquatable<string?>, IEnumerable<char>, ICloneable
{
    // The compiler lays out literals by these two names.
    private int _stringLength;
    private char _firstChar;

    public static readonly string Empty = "";

    public int Length
    {
        [Intrinsic]
        get => _stringLength;
    }

    [IndexerName("Chars")]
    public char this[int index]
    {
        [Intrinsic]
        get
        {
            if ((uint)index >= (uint)_stringLength)
            {
                ThrowHelper.ThrowIndexOutOfRange();
            }

            return Unsafe.Add(ref _firstChar, (nint)(uint)index);
        }
    }

    public ref readonly char GetPinnableReference() => ref _firstChar;

    internal ref char GetReference() => ref _firstChar;

    public object Clone() => this;

    public override string ToString() => this;

    public string ToString(IFormatProvider? provider) => this;

    public static bool IsNullOrEmpty([NotNullWhen(false)] string? value) => value is null || value._stringLength == 0;

    public static bool IsNullOrWhiteSpace([NotNullWhen(false)] string? value)
    {
        if (value is not null)
        {
            foreach (char c in value)
            {
                if (!char.IsWhiteSpace(c))
                {
                    return false;
                }
            }
        }

        return true;
    }

    public CharEnumerator GetEnumerator() => new(this);

    IEnumerator<char> IEnumerable<char>.GetEnumerator() => new CharEnumerator(this);

    IEnumerator IEnumerable.GetEnumerator() => new CharEnumerator(this);

    public static implicit operator ReadOnlySpan<char>(string? value) =>
        value is null ? default : new ReadOnlySpan<char>(ref value._firstChar, value._stringLength);

    /// <summary>A new string of zeros; whoever asked fills it before anybody else sees it.</summary>
    internal static string Allocate(int length)
    {
        if (length == 0)
        {
            return Empty;
        }

        return Unsafe.As<string>(NewArray(MethodTable.Of<string>(), length));
    }

    // A string is laid out as an array of characters with one more in its base size.
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "RhpNewArrayFast")]
    private static extern object NewArray(MethodTable* type, nint length);
}
