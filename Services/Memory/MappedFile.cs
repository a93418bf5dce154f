using Services.Vfs;

namespace Services.Memory;

/// <summary>
/// A file as the source of mapped pages: keeps it open while any range maps it. One object for each mmap, so that splitting,
/// merging and forking ranges only count.
/// </summary>
public sealed class MappedFile : IFileMapping
{
    private readonly AddressSpace _space;
    private UseCount _uses = new(1);

    /// <summary>Takes over the caller's hold on <paramref name="description"/>.</summary>
    public MappedFile(AddressSpace space, FileDescription description)
    {
        _space = space;
        Description = description;
        Pages = description.Inode.Pages!;
        Pages.AddMapping(this);
    }

    public FileDescription Description { get; }
    public PageCache Pages { get; }

    /// <summary>One more range maps it.</summary>
    public void Hold() => _uses.TryAdd();

    /// <summary>One range less. The last lets go of the file; closing may sleep.</summary>
    public void Release()
    {
        if (!_uses.Release())
            return;
        Pages.RemoveMapping(this);
        Description.Release();
    }

    /// <summary>The same file for another space (fork); counts start anew, with one use.</summary>
    public MappedFile CloneFor(AddressSpace space)
    {
        Description.TryHold();
        return new MappedFile(space, Description);
    }

    public void Invalidate(long firstPage, long endPage) => _space.UnmapFilePages(this, firstPage, endPage);
}
