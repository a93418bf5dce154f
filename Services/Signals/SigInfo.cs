using System;
using System.Buffers.Binary;

namespace Services.Signals;

/// <summary>
/// What siginfo_t says about one signal. The union is kept as the words that user space sees at offsets 16 to 47; which
/// fields they are depends on <see cref="Code"/>, and only the makers below and user space need to know.
/// </summary>
public readonly record struct SigInfo(Signal Signal, int Code, int ErrorNumber, ulong Word0, ulong Word1, ulong Word2, ulong Word3)
{
    public const int SizeBytes = 128;

    // si_code: who sent it.
    public const int SI_USER = 0, SI_KERNEL = 0x80, SI_QUEUE = -1, SI_TIMER = -2, SI_MESGQ = -3, SI_ASYNCIO = -4, SI_SIGIO = -5, SI_TKILL = -6;

    // si_code of SIGCHLD.
    public const int CLD_EXITED = 1, CLD_KILLED = 2, CLD_DUMPED = 3, CLD_TRAPPED = 4, CLD_STOPPED = 5, CLD_CONTINUED = 6;

    // si_code of the signals for exceptions.
    public const int SEGV_MAPERR = 1, SEGV_ACCERR = 2, BUS_ADRALN = 1, BUS_ADRERR = 2, FPE_INTDIV = 1, FPE_FLTDIV = 3, FPE_FLTOVF = 4, FPE_FLTUND = 5,
        FPE_FLTRES = 6, FPE_FLTINV = 7, ILL_ILLOPN = 2, TRAP_BRKPT = 1, TRAP_TRACE = 2;

    /// <summary>Sent by the kernel with nothing more to say.</summary>
    public static SigInfo FromKernel(Signal signal) => new(signal, SI_KERNEL, 0, 0, 0, 0, 0);

    /// <summary>Sent by kill (<see cref="SI_USER"/>) or tkill (<see cref="SI_TKILL"/>).</summary>
    public static SigInfo FromUser(Signal signal, int code, int senderPid, uint senderUid) =>
        new(signal, code, 0, Pair((uint)senderPid, senderUid), 0, 0, 0);

    /// <summary>Raised by an exception at <paramref name="address"/>.</summary>
    public static SigInfo Fault(Signal signal, int code, ulong address) => new(signal, code, 0, address, 0, 0, 0);

    /// <summary>A child ended, stopped or continued.</summary>
    public static SigInfo Child(int code, int pid, uint uid, int status, ulong userTicks, ulong systemTicks) =>
        new(Signal.SIGCHLD, code, 0, Pair((uint)pid, uid), (uint)status, userTicks, systemTicks);

    /// <summary>A POSIX timer expired.</summary>
    public static SigInfo Timer(Signal signal, int timerId, int overrun, ulong value) =>
        new(signal, SI_TIMER, 0, Pair((uint)timerId, (uint)overrun), value, 0, 0);

    /// <summary>I/O is possible on a descriptor (fcntl F_SETSIG).</summary>
    public static SigInfo Poll(Signal signal, int code, long band, int fd) => new(signal, code, 0, (ulong)band, (uint)fd, 0, 0);

    /// <summary>si_pid of the kinds that have one.</summary>
    public int Pid => (int)Word0;

    /// <summary>Writes siginfo_t; <paramref name="destination"/> has <see cref="SizeBytes"/> bytes.</summary>
    public void WriteTo(Span<byte> destination)
    {
        destination[..SizeBytes].Clear();
        BinaryPrimitives.WriteInt32LittleEndian(destination, (int)Signal);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], ErrorNumber);
        BinaryPrimitives.WriteInt32LittleEndian(destination[8..], Code);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], Word0);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], Word1);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[32..], Word2);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[40..], Word3);
    }

    /// <summary>Reads what a program passed to rt_sigqueueinfo.</summary>
    public static SigInfo ReadFrom(Signal signal, ReadOnlySpan<byte> source) => new(
        signal,
        BinaryPrimitives.ReadInt32LittleEndian(source[8..]),
        BinaryPrimitives.ReadInt32LittleEndian(source[4..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[24..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[32..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[40..]));

    private static ulong Pair(uint low, uint high) => low | (ulong)high << 32;
}
