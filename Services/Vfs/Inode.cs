using Services.Linux;

namespace Services.Vfs;

/// <summary>
/// A file apart from its names: type, attributes, contents. Each file system derives its own kinds; the defaults refuse
/// with the error that Linux gives for a file of another type.
/// </summary>
/// <remarks>
/// Attributes are single words, written by whoever may and read without a lock. Names (every method that takes one) are
/// only touched under <see cref="FileSystem.NamespaceLock"/>, which the callers in this folder hold.
/// </remarks>
public abstract partial class Inode
{
    protected Inode(FileSystem fileSystem, ulong number, uint mode)
    {
        FileSystem = fileSystem;
        Number = number;
        Mode = mode;
    }

    public FileSystem FileSystem { get; }
    public ulong Number { get; }

    /// <summary>Type and permissions, see <see cref="FileMode"/>. The type never changes.</summary>
    public uint Mode { get; private set; }
    public uint UserId { get; private set; }
    public uint GroupId { get; private set; }

    /// <summary>The device of a device node.</summary>
    public virtual DeviceNumber Device => default;
    public virtual long Size => 0;

    /// <summary>Storage in units of 512 bytes.</summary>
    public virtual long Blocks => 0;
    public virtual uint BlockSize => 4096;

    /// <summary>Nanoseconds since 1970, clamped to what 64 bits hold.</summary>
    public long AccessTime { get; set; }
    public long ModifyTime { get; set; }
    public long ChangeTime { get; set; }

    public uint Type => Mode & FileMode.TypeMask;
    public bool IsDirectory => Type == FileMode.Directory;
    public bool IsRegular => Type == FileMode.Regular;
    public bool IsSymbolicLink => Type == FileMode.SymbolicLink;

    /// <summary>Opens the file. Permissions and the type were checked; <paramref name="flags"/> is final.</summary>
    public virtual Errno Open(VfsPath path, OpenFlags flags, out FileDescription? file)
    {
        file = null;
        return Errno.ENXIO;
    }

    /// <summary>Changes the length of a regular file.</summary>
    public virtual Errno Truncate(long length) => IsDirectory ? Errno.EISDIR : Errno.EINVAL;

    /// <summary>The contents of a file that can be mapped into memory; null: it cannot (ENODEV).</summary>
    public virtual PageCache? Pages => null;

    public void InitializeOwner(uint userId, uint groupId)
    {
        UserId = userId;
        GroupId = groupId;
        AccessTime = ModifyTime = ChangeTime = Now;
    }

    /// <summary>Changes the permission bits.</summary>
    public virtual Errno ChangeMode(uint permissions)
    {
        Mode = Type | permissions & FileMode.PermissionMask;
        ChangeTime = Now;
        return Errno.OK;
    }

    public virtual Errno ChangeOwner(uint userId, uint groupId)
    {
        UserId = userId;
        GroupId = groupId;
        ChangeTime = Now;
        return Errno.OK;
    }

    /// <summary>Contents changed: both times move on.</summary>
    public void TouchModified() => ModifyTime = ChangeTime = Now;

    /// <summary>
    /// Contents were read. As Linux does by default (relatime) the time moves on only when it is not newer than the last change, or a day old:
    /// readers then rarely write.
    /// </summary>
    public void TouchAccessed()
    {
        long now = Now;
        if (AccessTime <= ModifyTime || AccessTime <= ChangeTime || now - AccessTime >= DayNs)
            AccessTime = now;
    }

    /// <summary>The time of day, as clock_settime may have set it.</summary>
    protected static long Now => (long)LinuxKernel.Current.WallClock.NowNs;

    private const long DayNs = 24L * 3600 * 1_000_000_000;
}
