using System;
using System.Runtime.CompilerServices;
using Ostd.Sync;
using Ostd.UserSpace;
using Services.Linux;
using Services.Vfs;

namespace Services.Devices;

/// <summary>
/// /dev/fault, in kernels started with the word "faults": writing the name of a bug to it commits that bug in the kernel, inside the
/// write. What must happen: the writing process dies, its locks are released, everybody else runs on.
/// </summary>
internal sealed class FaultDevice : CharacterDevice
{
    private const uint Major = 10, Minor = 200;

    public FaultDevice() : base(new DeviceNumber(Major, Minor), "fault")
    {
    }

    public override Errno Open(VfsPath path, OpenFlags flags, out FileDescription? file)
    {
        file = new FaultFile(path, flags);
        return Errno.OK;
    }
}

internal sealed class FaultFile : FileDescription
{
    private const int MaxNameBytes = 32;

    private static readonly int[] s_four = [1, 2, 3, 4];

    // Held while the bug strikes: a second write shows that it was released.
    private readonly Mutex _lock = new();

    public FaultFile(VfsPath path, OpenFlags flags) : base(path, flags)
    {
    }

    public override long Write(ref VmReader source)
    {
        long length = source.Remaining;
        Span<byte> bytes = stackalloc byte[MaxNameBytes];
        int count = (int)Math.Min(length, MaxNameBytes);
        if (!source.TryRead(bytes[..count]))
            return Errno.EFAULT.Negate();
        while (count > 0 && bytes[count - 1] is (byte)'\n' or (byte)' ')
            count--;
        using var guard = _lock.Lock();
        return Commit(ByteText.ToString(bytes[..count])) ? length : Errno.EINVAL.Negate();
    }

    /// <summary>False for a bug that is not known.</summary>
    private static bool Commit(string bug)
    {
        switch (bug)
        {
            case "null":
                return LengthOf(Nothing()) >= 0;
            case "index":
                return s_four[Opaque(4)] == 0;
            case "overflow":
                return checked(Opaque(int.MaxValue) + 1) != 0;
            case "cast":
                return ((int[])Something()).Length >= 0;
            case "divide":
                return 1 / Opaque(0) == 0;
            case "stack":
                return Depth(0) > 0;
            case "oom":
                return Hoard() > 0;
            case "throw":
                throw new InvalidOperationException("A bug was asked for.");
            case "none":
                return true;
            default:
                return false;
        }
    }

    // Not inlined, so that the compiler does not see what is wrong.

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? Nothing() => null;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static object Something() => "text";

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Opaque(int value) => value;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int LengthOf(string? text) => text!.Length;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Depth(int level) => level < 0 ? 0 : Depth(level + 1) + 1;

    /// <summary>More than there can be, all of it in use until the end.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Hoard()
    {
        var hoard = new System.Collections.Generic.List<byte[]>();
        while (hoard.Count < int.MaxValue)
            hoard.Add(new byte[1 << 20]);
        return hoard.Count;
    }
}
