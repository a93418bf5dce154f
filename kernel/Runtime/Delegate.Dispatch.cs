namespace System;

public abstract partial class Delegate
{
    private static partial nint ResolveInterfaceMethod(object target, nint dispatchCell) => throw new NotSupportedException();
}
