using System.Runtime.InteropServices;

namespace Metal;

/// <summary>The operand of LGDT and LIDT.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal struct TablePointer
{
    internal ushort Limit;
    internal ulong Base;
}
