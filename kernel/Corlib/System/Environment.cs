namespace System;

public static partial class Environment
{
    public static string NewLine => "\n";

    public static int ProcessorCount => 1;
}
