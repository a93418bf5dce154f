namespace System;

/// <summary>How a one-dimensional array lies in memory, behind the method table.</summary>
internal sealed class RawArrayData
{
    public uint Length;
    public uint Padding;
    public byte Data;
}
