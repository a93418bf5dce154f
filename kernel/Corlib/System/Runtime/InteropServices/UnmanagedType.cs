namespace System.Runtime.InteropServices;

/// <summary>Only what the compiler needs in order to write a "where T : unmanaged" constraint.</summary>
public enum UnmanagedType
{
    Bool = 2,
    I1 = 3,
    U1 = 4,
}
