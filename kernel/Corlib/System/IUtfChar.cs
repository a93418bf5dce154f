namespace System;

/// <summary>
/// A unit of text in which numbers are written: <c>char</c> or, as UTF-8, <c>byte</c>. All that numbers need is ASCII,
/// so one piece of code serves both.
/// </summary>
internal interface IUtfChar<TSelf>
    where TSelf : unmanaged, IUtfChar<TSelf>
{
    static abstract TSelf FromAscii(char c);

    static abstract uint ToUInt32(TSelf unit);
}
