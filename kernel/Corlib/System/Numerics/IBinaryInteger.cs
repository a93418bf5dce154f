namespace System.Numerics;

public interface IBinaryInteger<TSelf> : IBinaryNumber<TSelf>, IShiftOperators<TSelf, int, TSelf>
    where TSelf : IBinaryInteger<TSelf>?
{
    static abstract (TSelf Quotient, TSelf Remainder) DivRem(TSelf left, TSelf right);

    static abstract TSelf LeadingZeroCount(TSelf value);

    static abstract TSelf PopCount(TSelf value);

    static abstract TSelf RotateLeft(TSelf value, int rotateAmount);

    static abstract TSelf RotateRight(TSelf value, int rotateAmount);

    static abstract TSelf TrailingZeroCount(TSelf value);
}
