using Internal.Runtime;

namespace System;

public abstract unsafe partial class Delegate
{
    private static partial nint ResolveInterfaceMethod(object target, nint dispatchCell) =>
        InterfaceDispatch.Resolve(target.m_pEEType, (nint*)dispatchCell);
}
