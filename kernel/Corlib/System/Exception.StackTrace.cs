namespace System;

public partial class Exception
{
    public virtual string? StackTrace => null;
}
