namespace System.Collections.Generic;

internal sealed class ComparisonComparer<T>(Comparison<T> comparison) : Comparer<T>
{
    private readonly Comparison<T> _comparison = comparison;

    public override int Compare(T? x, T? y) => _comparison(x!, y!);
}
