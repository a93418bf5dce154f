namespace System;

/// <summary>The type of "no value"; it exists so that signatures can name it.</summary>
public struct Void
{
}
