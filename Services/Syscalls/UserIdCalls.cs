using System;
using Services.Linux;
using Services.Processes;

namespace Services.Syscalls;

/// <summary>User and group identities.</summary>
internal static class UserIdCalls
{
    /// <summary>"Leave as it is" in calls that set several.</summary>
    private const uint Keep = uint.MaxValue;

    public static void Register(SyscallTable table)
    {
        table.Set("getuid", static (t, _) => t.Credentials.Uid);
        table.Set("geteuid", static (t, _) => t.Credentials.EffectiveUid);
        table.Set("getgid", static (t, _) => t.Credentials.Gid);
        table.Set("getegid", static (t, _) => t.Credentials.EffectiveGid);
        table.Set("getresuid", static (t, a) => Write3(t, a, t.Credentials.Uid, t.Credentials.EffectiveUid, t.Credentials.SavedUid));
        table.Set("getresgid", static (t, a) => Write3(t, a, t.Credentials.Gid, t.Credentials.EffectiveGid, t.Credentials.SavedGid));
        table.Set("setuid", static (t, a) => SetUid(t, a.UInt0));
        table.Set("setgid", static (t, a) => SetGid(t, a.UInt0));
        table.Set("setreuid", static (t, a) => SetReUid(t, a.UInt0, a.UInt1));
        table.Set("setregid", static (t, a) => SetReGid(t, a.UInt0, a.UInt1));
        table.Set("setresuid", static (t, a) => SetResUid(t, a.UInt0, a.UInt1, a.UInt2));
        table.Set("setresgid", static (t, a) => SetResGid(t, a.UInt0, a.UInt1, a.UInt2));
        table.Set("setfsuid", static (t, a) => SetFileUid(t, a.UInt0));
        table.Set("setfsgid", static (t, a) => SetFileGid(t, a.UInt0));
        table.Set("getgroups", static (t, a) => GetGroups(t, a.Int0, a.A1));
        table.Set("setgroups", static (t, a) => SetGroups(t, a.Int0, a.A1));
    }

    private static long Write3(Thread thread, SyscallArgs a, uint first, uint second, uint third) =>
        thread.Space.TryWriteUInt32(a.A0, first) && thread.Space.TryWriteUInt32(a.A1, second) && thread.Space.TryWriteUInt32(a.A2, third) ? 0 : Errno.EFAULT.Negate();

    private static long SetUid(Thread thread, uint uid)
    {
        Credentials c = thread.Credentials;
        if (uid == Keep)
            return Errno.EINVAL.Negate();
        if (c.Has(Capability.CAP_SETUID))
            return Apply(thread, c with { Uid = uid, EffectiveUid = uid, SavedUid = uid, FileUid = uid });
        if (uid != c.Uid && uid != c.SavedUid)
            return Errno.EPERM.Negate();
        return Apply(thread, c with { EffectiveUid = uid, FileUid = uid });
    }

    private static long SetGid(Thread thread, uint gid)
    {
        Credentials c = thread.Credentials;
        if (gid == Keep)
            return Errno.EINVAL.Negate();
        if (c.Has(Capability.CAP_SETGID))
            return Apply(thread, c with { Gid = gid, EffectiveGid = gid, SavedGid = gid, FileGid = gid });
        if (gid != c.Gid && gid != c.SavedGid)
            return Errno.EPERM.Negate();
        return Apply(thread, c with { EffectiveGid = gid, FileGid = gid });
    }

    private static long SetReUid(Thread thread, uint real, uint effective)
    {
        Credentials c = thread.Credentials;
        bool free = c.Has(Capability.CAP_SETUID);
        if (real != Keep && !free && real != c.Uid && real != c.EffectiveUid)
            return Errno.EPERM.Negate();
        if (effective != Keep && !free && effective != c.Uid && effective != c.EffectiveUid && effective != c.SavedUid)
            return Errno.EPERM.Negate();
        uint newReal = real == Keep ? c.Uid : real;
        uint newEffective = effective == Keep ? c.EffectiveUid : effective;
        bool saves = real != Keep || effective != Keep && effective != c.Uid;
        return Apply(thread, c with { Uid = newReal, EffectiveUid = newEffective, SavedUid = saves ? newEffective : c.SavedUid, FileUid = newEffective });
    }

    private static long SetReGid(Thread thread, uint real, uint effective)
    {
        Credentials c = thread.Credentials;
        bool free = c.Has(Capability.CAP_SETGID);
        if (real != Keep && !free && real != c.Gid && real != c.EffectiveGid)
            return Errno.EPERM.Negate();
        if (effective != Keep && !free && effective != c.Gid && effective != c.EffectiveGid && effective != c.SavedGid)
            return Errno.EPERM.Negate();
        uint newReal = real == Keep ? c.Gid : real;
        uint newEffective = effective == Keep ? c.EffectiveGid : effective;
        bool saves = real != Keep || effective != Keep && effective != c.Gid;
        return Apply(thread, c with { Gid = newReal, EffectiveGid = newEffective, SavedGid = saves ? newEffective : c.SavedGid, FileGid = newEffective });
    }

    private static long SetResUid(Thread thread, uint real, uint effective, uint saved)
    {
        Credentials c = thread.Credentials;
        bool IsAllowed(uint id) => id == Keep || c.Has(Capability.CAP_SETUID) || id == c.Uid || id == c.EffectiveUid || id == c.SavedUid;
        if (!IsAllowed(real) || !IsAllowed(effective) || !IsAllowed(saved))
            return Errno.EPERM.Negate();
        uint newEffective = effective == Keep ? c.EffectiveUid : effective;
        return Apply(thread, c with { Uid = real == Keep ? c.Uid : real, EffectiveUid = newEffective, SavedUid = saved == Keep ? c.SavedUid : saved, FileUid = newEffective });
    }

    private static long SetResGid(Thread thread, uint real, uint effective, uint saved)
    {
        Credentials c = thread.Credentials;
        bool IsAllowed(uint id) => id == Keep || c.Has(Capability.CAP_SETGID) || id == c.Gid || id == c.EffectiveGid || id == c.SavedGid;
        if (!IsAllowed(real) || !IsAllowed(effective) || !IsAllowed(saved))
            return Errno.EPERM.Negate();
        uint newEffective = effective == Keep ? c.EffectiveGid : effective;
        return Apply(thread, c with { Gid = real == Keep ? c.Gid : real, EffectiveGid = newEffective, SavedGid = saved == Keep ? c.SavedGid : saved, FileGid = newEffective });
    }

    /// <summary>Returns the old one in any case; there is no error.</summary>
    private static long SetFileUid(Thread thread, uint uid)
    {
        Credentials c = thread.Credentials;
        if (c.Has(Capability.CAP_SETUID) || uid == c.Uid || uid == c.EffectiveUid || uid == c.SavedUid || uid == c.FileUid)
            thread.Credentials = c with { FileUid = uid };
        return c.FileUid;
    }

    private static long SetFileGid(Thread thread, uint gid)
    {
        Credentials c = thread.Credentials;
        if (c.Has(Capability.CAP_SETGID) || gid == c.Gid || gid == c.EffectiveGid || gid == c.SavedGid || gid == c.FileGid)
            thread.Credentials = c with { FileGid = gid };
        return c.FileGid;
    }

    /// <summary>Who stops being root loses root's capabilities; who becomes root in effect gets the permitted ones.</summary>
    private static long Apply(Thread thread, Credentials changed)
    {
        Credentials old = thread.Credentials;
        bool wasRoot = old.Uid == 0 || old.EffectiveUid == 0 || old.SavedUid == 0;
        bool isRoot = changed.Uid == 0 || changed.EffectiveUid == 0 || changed.SavedUid == 0;
        if (wasRoot && !isRoot && !thread.KeepsCapabilities)
            changed = changed with { Permitted = default, Effective = default, Ambient = default };
        else if (old.EffectiveUid == 0 && changed.EffectiveUid != 0)
            changed = changed with { Effective = default };
        else if (old.EffectiveUid != 0 && changed.EffectiveUid == 0)
            changed = changed with { Effective = changed.Permitted };
        thread.Credentials = changed;
        return 0;
    }

    private static long GetGroups(Thread thread, int size, ulong address)
    {
        uint[] groups = thread.Credentials.Groups;
        if (size < 0 || size != 0 && size < groups.Length)
            return Errno.EINVAL.Negate();
        if (size == 0)
            return groups.Length;
        for (int i = 0; i < groups.Length; i++)
        {
            if (!thread.Space.TryWriteUInt32(address + (ulong)i * sizeof(uint), groups[i]))
                return Errno.EFAULT.Negate();
        }

        return groups.Length;
    }

    private static long SetGroups(Thread thread, int size, ulong address)
    {
        if (!thread.Credentials.Has(Capability.CAP_SETGID))
            return Errno.EPERM.Negate();
        if (size is < 0 or > Credentials.MaxGroups)
            return Errno.EINVAL.Negate();
        var groups = new uint[size];
        if (size != 0)
        {
            if (!thread.Space.TryReader(address, (ulong)size * sizeof(uint), out var reader))
                return Errno.EFAULT.Negate();
            for (int i = 0; i < size; i++)
            {
                if (!reader.TryReadUInt32(out groups[i]))
                    return Errno.EFAULT.Negate();
            }
        }

        Array.Sort(groups);
        thread.Credentials = thread.Credentials with { Groups = groups };
        return 0;
    }
}
