using System.Collections.Generic;

namespace System;

public static class Nullable
{
    public static int Compare<T>(T? n1, T? n2)
        where T : struct
    {
        if (!n1.HasValue || !n2.HasValue)
        {
            return n1.HasValue ? 1 : n2.HasValue ? -1 : 0;
        }

        return Comparer<T>.Default.Compare(n1.GetValueOrDefault(), n2.GetValueOrDefault());
    }

    public static bool Equals<T>(T? n1, T? n2)
        where T : struct
    {
        if (!n1.HasValue || !n2.HasValue)
        {
            return n1.HasValue == n2.HasValue;
        }

        return EqualityComparer<T>.Default.Equals(n1.GetValueOrDefault(), n2.GetValueOrDefault());
    }
}
