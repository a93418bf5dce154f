namespace System.Collections.Generic;

/// <summary>Makes a class of any comparer, because the sorted collections call a class: a virtual call is cheaper than an
/// interface call from code that all reference types share.</summary>
internal sealed class AdaptedComparer<T> : Comparer<T>
{
    private readonly IComparer<T> _original;

    private AdaptedComparer(IComparer<T> original) => _original = original;

    public override int Compare(T? x, T? y) => _original.Compare(x, y);

    public static Comparer<T> Adapt(IComparer<T>? comparer) => comparer switch
    {
        null => Default,
        Comparer<T> already => already,
        _ => new AdaptedComparer<T>(comparer),
    };

    /// <summary>The comparer that <see cref="Adapt"/> was given.</summary>
    public static IComparer<T> OriginalOf(Comparer<T> comparer) =>
        comparer is AdaptedComparer<T> adapted ? adapted._original : comparer;
}
