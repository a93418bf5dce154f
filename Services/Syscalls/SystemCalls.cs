using System;
using System.Buffers.Binary;
using Ostd;
using Ostd.Boot;
using Ostd.Timers;
using Services.Linux;
using Services.Processes;

namespace Services.Syscalls;

/// <summary>Calls about the system as a whole.</summary>
internal static class SystemCalls
{
    private const int NameFieldBytes = 65, NameFields = 6;
    private const int SysInfoBytes = 112;
    private const ulong NsPerSecond = 1_000_000_000;
    private const uint GRND_NONBLOCK = 1, GRND_RANDOM = 2, GRND_INSECURE = 4;

    /// <summary>Random bytes made at once; a signal is looked for in between.</summary>
    private const int RandomStepBytes = 256;

    private const uint RebootMagic1 = 0xfee1dead, RebootMagic2 = 672274793, RebootMagic2A = 85072278, RebootMagic2B = 369367448, RebootMagic2C = 537993216;
    private const uint RebootRestart = 0x01234567, RebootHalt = 0xcdef0123, RebootPowerOff = 0x4321fedc, RebootCadOn = 0x89abcdef, RebootCadOff = 0;
    private const uint PersonalityQuery = 0xffffffff;

    public static void Register(SyscallTable table)
    {
        table.Set("uname", static (t, a) => Uname(t, a.A0));
        table.Set("sethostname", static (t, a) => SetName(t, a.A0, a.Int1, static (names, text) => names.HostName = text));
        table.Set("setdomainname", static (t, a) => SetName(t, a.A0, a.Int1, static (names, text) => names.DomainName = text));
        table.Set("sysinfo", static (t, a) => SysInfo(t, a.A0));
        table.Set("getrandom", static (t, a) => GetRandom(t, a.A0, a.A1, a.UInt2));
        table.Set("syslog", static (t, a) => SysLog(t, a.Int0, a.A1, a.Int2));
        table.Set("reboot", static (t, a) => Reboot(t, a.UInt0, a.UInt1, a.UInt2));
        table.Set("personality", static (t, a) => Personality(t, a.UInt0));
        table.Set("membarrier", static (_, a) => Membarrier(a.Int0, a.UInt1));
        table.Set("vhangup", static (_, _) => 0);

        // Restartable sequences need the scheduler to patch user memory; the C library does without, as on older kernels.
        table.Set("rseq", static (_, _) => Errno.ENOSYS.Negate());
    }

    private static long Uname(Thread thread, ulong address)
    {
        SystemNames names = LinuxKernel.Current.Names;
        Span<byte> raw = stackalloc byte[NameFieldBytes * NameFields];
        raw.Clear();
        Put(raw, 0, SystemNames.SystemName);
        Put(raw, 1, names.HostName);
        Put(raw, 2, SystemNames.Release);
        Put(raw, 3, SystemNames.Version);
        Put(raw, 4, SystemNames.Machine);
        Put(raw, 5, names.DomainName);
        return thread.Space.TryWrite(address, raw) ? 0 : Errno.EFAULT.Negate();
    }

    private static void Put(Span<byte> raw, int field, string text)
    {
        Span<byte> place = raw.Slice(field * NameFieldBytes, NameFieldBytes - 1);
        for (int i = 0; i < text.Length && i < place.Length; i++)
            place[i] = (byte)text[i];
    }

    private static long SetName(Thread thread, ulong address, int length, Action<SystemNames, string> set)
    {
        if (!thread.Credentials.Has(Capability.CAP_SYS_ADMIN))
            return Errno.EPERM.Negate();
        if (length is < 0 or >= NameFieldBytes)
            return Errno.EINVAL.Negate();
        Span<byte> name = stackalloc byte[NameFieldBytes];
        if (!thread.Space.TryRead(address, name[..length]))
            return Errno.EFAULT.Negate();
        set(LinuxKernel.Current.Names, ByteText.ToString(name[..length]));
        return 0;
    }

    private static long SysInfo(Thread thread, ulong address)
    {
        Span<byte> raw = stackalloc byte[SysInfoBytes];
        raw.Clear();
        MemoryInfo memory = Kernel.Current.MemoryInfo;
        ProcessTable processes = thread.Process.Table;
        
        BinaryPrimitives.WriteUInt64LittleEndian(raw, Clock.MonotonicNs / NsPerSecond);
        BinaryPrimitives.WriteInt64LittleEndian(raw[32..], memory.TotalBytes);
        BinaryPrimitives.WriteInt64LittleEndian(raw[40..], memory.FreeBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(raw[80..], (ushort)Math.Min(processes.ThreadCount, ushort.MaxValue));
        BinaryPrimitives.WriteUInt32LittleEndian(raw[104..], 1);
        return thread.Space.TryWrite(address, raw) ? 0 : Errno.EFAULT.Negate();
    }

    private static long GetRandom(Thread thread, ulong address, ulong length, uint flags)
    {
        if ((flags & ~(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE)) != 0 || (flags & (GRND_RANDOM | GRND_INSECURE)) == (GRND_RANDOM | GRND_INSECURE))
            return Errno.EINVAL.Negate();
        ulong count = Math.Min(length, int.MaxValue);
        Span<byte> bytes = stackalloc byte[RandomStepBytes];
        ulong done = 0;
        while (done < count)
        {
            Span<byte> step = bytes[..(int)Math.Min(count - done, RandomStepBytes)];
            RandomSource.Fill(step);
            if (!thread.Space.TryWrite(address + done, step))
                return done == 0 ? Errno.EFAULT.Negate() : (long)done;
            done += (ulong)step.Length;
            if (thread.IsInterrupted)
                break;
        }

        return (long)done;
    }

    /// <summary>There is no message buffer to read: the console has it all. Sizes and reads say "empty".</summary>
    private static long SysLog(Thread thread, int type, ulong address, int length)
    {
        const int close = 0, open = 1, read = 2, readAll = 3, readClear = 4, clear = 5, consoleOff = 6, consoleOn = 7, consoleLevel = 8, sizeUnread = 9, sizeBuffer = 10;
        if (type is not (readAll or sizeBuffer) && !thread.Credentials.Has(Capability.CAP_SYSLOG))
            return Errno.EPERM.Negate();
        switch (type)
        {
            case read or readAll or readClear:
                return address == 0 || length < 0 ? Errno.EINVAL.Negate() : 0;
            case consoleLevel:
                return length is >= 1 and <= 8 ? 0 : Errno.EINVAL.Negate();
            case close or open or clear or consoleOff or consoleOn or sizeUnread or sizeBuffer:
                return 0;
            default:
                return Errno.EINVAL.Negate();
        }
    }

    private static long Reboot(Thread thread, uint magic1, uint magic2, uint command)
    {
        if (!thread.Credentials.Has(Capability.CAP_SYS_BOOT))
            return Errno.EPERM.Negate();
        if (magic1 != RebootMagic1 || magic2 is not (RebootMagic2 or RebootMagic2A or RebootMagic2B or RebootMagic2C))
            return Errno.EINVAL.Negate();
        switch (command)
        {
            case RebootCadOn or RebootCadOff:
                return 0;
            case RebootRestart or RebootHalt or RebootPowerOff:
                // Nothing is on disks that would have to be written first.
                Power.PowerOff(0);
                return 0;
            default:
                return Errno.EINVAL.Negate();
        }
    }

    private static long Personality(Thread thread, uint persona)
    {
        uint old = thread.Process.Personality;
        if (persona != PersonalityQuery)
            thread.Process.Personality = persona;
        return old;
    }

    /// <summary>Only the query and the global barrier: entering the kernel on every CPU in turn would be too dear to promise more.</summary>
    private static long Membarrier(int command, uint flags)
    {
        const int query = 0;
        return flags != 0 || command != query ? Errno.EINVAL.Negate() : 0;
    }
}
