namespace Services.Linux;

/// <summary>The bits of st_mode: the type of a file and its permissions.</summary>
public static class FileMode
{
    public const uint TypeMask = 0xf000;
    public const uint Socket = 0xc000, SymbolicLink = 0xa000, Regular = 0x8000, BlockDevice = 0x6000, Directory = 0x4000, CharacterDevice = 0x2000, Fifo = 0x1000;

    public const uint SetUserId = 0x800, SetGroupId = 0x400, Sticky = 0x200;
    public const uint PermissionMask = 0xfff;

    /// <summary>rwx for the owner, the group and others together.</summary>
    public const uint AllAccess = 0x1ff;

    /// <summary>x for the owner, the group and others together.</summary>
    public const uint AnyExecute = 0x49;

    /// <summary>The DT_* number of a directory entry is the type shifted down.</summary>
    public static byte DirectoryEntryType(uint mode) => (byte)((mode & TypeMask) >> 12);
}
