namespace System;

/// <summary>The root of attributes. They are for compilers and tools; nothing reads them at run time.</summary>
public abstract class Attribute
{
}
