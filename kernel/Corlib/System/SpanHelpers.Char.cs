using System.Runtime.CompilerServices;

namespace System;

internal static partial class SpanHelpers
{
    public static int CompareOrdinal(ref char first, int firstLength, ref char second, int secondLength)
    {
        int common = firstLength < secondLength ? firstLength : secondLength;
        for (int i = 0; i < common; i++)
        {
            int difference = Unsafe.Add(ref first, i) - Unsafe.Add(ref second, i);
            if (difference != 0)
            {
                return difference;
            }
        }

        return firstLength - secondLength;
    }
}
