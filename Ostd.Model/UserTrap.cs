using System;

namespace Ostd.Model;

/// <summary>A fault of user code, on its way to the kernel.</summary>
internal sealed class UserTrap(int vector, ulong errorCode = 0, ulong address = 0) : Exception
{
    internal int Vector => vector;
    internal ulong ErrorCode => errorCode;
    internal ulong Address => address;
}
