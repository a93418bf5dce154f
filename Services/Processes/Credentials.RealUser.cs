namespace Services.Processes;

public sealed partial record Credentials
{
    /// <summary>The same, but going by the real user and group: what access(2) asks about. Only a real root keeps its power over files.</summary>
    public Credentials AsRealUser() => FileUid == Uid && FileGid == Gid && EffectiveUid == Uid
        ? this
        : this with { FileUid = Uid, FileGid = Gid, Effective = Uid == RootId ? Permitted : default };
}
