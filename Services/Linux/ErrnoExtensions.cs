namespace Services.Linux;

public static class ErrnoExtensions
{
    /// <summary>The number a system call returns for this error; 0 for <see cref="Errno.OK"/>.</summary>
    public static long Negate(this Errno error) => -(long)error;
}
