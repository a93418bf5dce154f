namespace Ostd.User;

/// <summary>A CPU exception raised by user code.</summary>
/// <param name="Vector">Which one.</param>
/// <param name="ErrorCode">As the CPU reports it; 0 for those without.</param>
/// <param name="Address">The address that a page fault was about.</param>
public readonly record struct CpuException(int Vector, ulong ErrorCode, ulong Address)
{
    public const int DivideError = 0, Debug = 1, Breakpoint = 3, Overflow = 4, Bound = 5, InvalidOpcode = 6, DeviceNotAvailable = 7, StackFault = 12,
        GeneralProtection = 13, PageFault = 14, X87 = 16, AlignmentCheck = 17, Simd = 19;
}
