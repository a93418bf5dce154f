namespace System;

public readonly partial struct Char
{
    public static bool IsWhiteSpace(char c) => c is ' ' or (>= '\t' and <= '\r') or '\u0085' or '\u00a0';
}
