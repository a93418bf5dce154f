namespace System.Numerics;

/// <summary>What all numbers share. A part of .NET's interface: what generic code here has needed so far.</summary>
public interface INumberBase<TSelf>
    : IAdditionOperators<TSelf, TSelf, TSelf>, IAdditiveIdentity<TSelf, TSelf>, IDecrementOperators<TSelf>,
      IDivisionOperators<TSelf, TSelf, TSelf>, IEquatable<TSelf>, IEqualityOperators<TSelf, TSelf, bool>, IIncrementOperators<TSelf>,
      IMultiplicativeIdentity<TSelf, TSelf>, IMultiplyOperators<TSelf, TSelf, TSelf>, ISpanFormattable, ISpanParsable<TSelf>,
      ISubtractionOperators<TSelf, TSelf, TSelf>, IUnaryPlusOperators<TSelf, TSelf>, IUnaryNegationOperators<TSelf, TSelf>
    where TSelf : INumberBase<TSelf>?
{
    static abstract TSelf One { get; }

    static abstract TSelf Zero { get; }

    static abstract int Radix { get; }

    static abstract TSelf Abs(TSelf value);

    static abstract bool IsEvenInteger(TSelf value);

    static abstract bool IsOddInteger(TSelf value);

    static abstract bool IsInteger(TSelf value);

    static abstract bool IsNegative(TSelf value);

    static abstract bool IsPositive(TSelf value);

    static abstract bool IsZero(TSelf value);

    static abstract TSelf CreateChecked<TOther>(TOther value)
        where TOther : INumberBase<TOther>;

    static abstract TSelf CreateSaturating<TOther>(TOther value)
        where TOther : INumberBase<TOther>;

    static abstract TSelf CreateTruncating<TOther>(TOther value)
        where TOther : INumberBase<TOther>;
}
