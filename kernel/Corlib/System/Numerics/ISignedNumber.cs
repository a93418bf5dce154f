namespace System.Numerics;

public interface ISignedNumber<TSelf>
    where TSelf : INumberBase<TSelf>, ISignedNumber<TSelf>?
{
    static abstract TSelf NegativeOne { get; }
}
