using System;
using System.Buffers.Binary;
using Services.Linux;
using Services.Processes;

namespace Services.Syscalls;

/// <summary>capget and capset.</summary>
internal static class CapabilityCalls
{
    private const uint Version1 = 0x19980330, Version2 = 0x20071026, Version3 = 0x20080522;
    private const int HeaderBytes = 8, DataBytes = 12;

    public static void Register(SyscallTable table)
    {
        table.Set("capget", static (t, a) => CapGet(t, a.A0, a.A1));
        table.Set("capset", static (t, a) => CapSet(t, a.A0, a.A1));
    }

    /// <summary>Each data block holds 32 bits of each set: one of the first version, two of the later ones.</summary>
    private static Errno ReadHeader(Thread thread, ulong address, out int blocks, out int pid)
    {
        blocks = 0;
        pid = 0;
        Span<byte> raw = stackalloc byte[HeaderBytes];
        if (!thread.Space.TryRead(address, raw))
            return Errno.EFAULT;
        pid = BinaryPrimitives.ReadInt32LittleEndian(raw[4..]);
        switch (BinaryPrimitives.ReadUInt32LittleEndian(raw))
        {
            case Version1:
                blocks = 1;
                return Errno.OK;
            case Version2 or Version3:
                blocks = 2;
                return Errno.OK;
            default:
                return thread.Space.TryWriteUInt32(address, Version3) ? Errno.EINVAL : Errno.EFAULT;
        }
    }

    private static long CapGet(Thread thread, ulong headerAddress, ulong dataAddress)
    {
        Errno error = ReadHeader(thread, headerAddress, out int blocks, out int pid);
        if (error != Errno.OK)
            return error == Errno.EINVAL && dataAddress == 0 ? 0 : error.Negate();
        if (pid < 0)
            return Errno.EINVAL.Negate();
        Credentials? who = pid == 0 || pid == thread.Tid ? thread.Credentials : thread.Process.Table.Find(pid)?.Credentials;
        if (who is null)
            return Errno.ESRCH.Negate();
        if (dataAddress == 0)
            return 0;
        Span<byte> raw = stackalloc byte[2 * DataBytes];
        for (int i = 0; i < blocks; i++)
        {
            Span<byte> block = raw[(i * DataBytes)..];
            BinaryPrimitives.WriteUInt32LittleEndian(block, (uint)(who.Effective.Bits >> 32 * i));
            BinaryPrimitives.WriteUInt32LittleEndian(block[4..], (uint)(who.Permitted.Bits >> 32 * i));
            BinaryPrimitives.WriteUInt32LittleEndian(block[8..], (uint)(who.Inheritable.Bits >> 32 * i));
        }

        return thread.Space.TryWrite(dataAddress, raw[..(blocks * DataBytes)]) ? 0 : Errno.EFAULT.Negate();
    }

    private static long CapSet(Thread thread, ulong headerAddress, ulong dataAddress)
    {
        Errno error = ReadHeader(thread, headerAddress, out int blocks, out int pid);
        if (error != Errno.OK)
            return error.Negate();
        if (pid != 0 && pid != thread.Tid)
            return Errno.EPERM.Negate();
        Span<byte> raw = stackalloc byte[2 * DataBytes];
        raw.Clear();
        if (!thread.Space.TryRead(dataAddress, raw[..(blocks * DataBytes)]))
            return Errno.EFAULT.Negate();
        CapabilitySet effective = Join(raw, 0), permitted = Join(raw, 4), inheritable = Join(raw, 8);

        Credentials old = thread.Credentials;
        bool gainsPermitted = (permitted & ~old.Permitted) != default;
        bool gainsInheritable = (inheritable & ~(old.Inheritable | old.Permitted)) != default && !old.Has(Capability.CAP_SETPCAP);
        bool leavesBounds = (inheritable & ~(old.Inheritable | old.Bounding)) != default;
        if (gainsPermitted || gainsInheritable || leavesBounds || (effective & ~permitted) != default)
            return Errno.EPERM.Negate();
        thread.Credentials = old with { Effective = effective, Permitted = permitted, Inheritable = inheritable, Ambient = old.Ambient & permitted & inheritable };
        return 0;
    }

    private static CapabilitySet Join(ReadOnlySpan<byte> raw, int offset) => new CapabilitySet(
        BinaryPrimitives.ReadUInt32LittleEndian(raw[offset..]) | (ulong)BinaryPrimitives.ReadUInt32LittleEndian(raw[(offset + DataBytes)..]) << 32) & CapabilitySet.All;
}
