namespace System.Collections.Generic;

/// <summary>How large an array becomes when it is full: twice as large, so that each element is copied once on average.</summary>
internal static class Growth
{
    private const int Smallest = 4;

    public static int Doubled(int length, int needed) => Limit(length == 0 ? Smallest : 2L * length, needed);

    /// <summary>As .NET's queues grow, whose capacity can be asked for.</summary>
    public static int DoubledAtLeastBy4(int length, int needed) => Limit(length < Smallest ? length + Smallest : 2L * length, needed);

    /// <summary>What is needed is granted even beyond the limit: the allocation then fails with the right exception.</summary>
    private static int Limit(long grown, int needed)
    {
        if (grown > Array.MaxLength)
            grown = Array.MaxLength;
        return grown < needed ? needed : (int)grown;
    }
}
