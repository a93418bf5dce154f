namespace System;

internal static class EmptyArray<T>
{
    public static readonly T[] Value = new T[0];
}
