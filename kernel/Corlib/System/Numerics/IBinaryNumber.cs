namespace System.Numerics;

public interface IBinaryNumber<TSelf> : IBitwiseOperators<TSelf, TSelf, TSelf>, INumber<TSelf>
    where TSelf : IBinaryNumber<TSelf>?
{
    static abstract TSelf AllBitsSet { get; }

    static abstract bool IsPow2(TSelf value);

    static abstract TSelf Log2(TSelf value);
}
