namespace System.Numerics;

public interface IUnsignedNumber<TSelf>
    where TSelf : INumberBase<TSelf>, IUnsignedNumber<TSelf>?
{
}
