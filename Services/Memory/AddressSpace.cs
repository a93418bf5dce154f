using System.Collections.Generic;
using Ostd.Frames;
using Ostd.Sync;
using Ostd.UserSpace;
using Services.Vfs;

namespace Services.Memory;

/// <summary>The memory of one or more processes: what is mapped where, and the page table that says so to the CPU.</summary>
/// <remarks>
/// The ranges (<see cref="Vma"/>) say what should be; the page table is filled from them by page faults and holds the only
/// reference to private pages. A page is writable in the table only when this space alone owns it or when it is shared on purpose;
/// "alone" is read off the frame's reference count, so copy-on-write needs no list of who shares.
/// </remarks>
public sealed partial class AddressSpace
{
    /// <summary>Nothing is mapped below: null pointers with an offset fault (vm.mmap_min_addr).</summary>
    public const ulong MinAddress = 0x10000;

    /// <summary>Least distance of a growing stack to what lies below.</summary>
    private const ulong StackGuardBytes = 256 * Page.Size;

    /// <summary>The mappings end at least this far below the top, so that the stack can grow to its limit.</summary>
    private const ulong MinStackGapBytes = 128UL << 20;
    private const ulong MaxStackGapBytes = VmSpace.UserEnd / 6 * 5;

    // Lock order: locks of files (while they copy to or from user memory), then this, then page caches. Never held during
    // user copies, nor while a file is closed.
    private readonly Mutex _lock = new();
    private readonly VmaList _vmas;

    private readonly VmSpace _pages = new();
    private UseCount _users = new(1);

    // The file that is executed here cannot be written to meanwhile.
    private FileDescription? _executable;

    // Mappings without a wish go below this address, towards lower ones.
    private ulong _mapTop;

    private long _mappedPages;
    private long _dataPages;
    private long _residentPages;
    private long _peakResidentPages;

    /// <summary>An empty space.</summary>
    /// <param name="stackLimit">How far the stack may grow (RLIMIT_STACK).</param>
    public AddressSpace(ulong stackLimit)
    {
        _vmas = new VmaList();
        ulong gap = System.Math.Clamp(stackLimit, MinStackGapBytes, MaxStackGapBytes);
        _mapTop = Page.AlignDown(VmSpace.UserEnd - gap - StackGuardBytes);
    }

    private AddressSpace(AddressSpace source)
    {
        _vmas = new VmaList(source._vmas);
        _mapTop = source._mapTop;
        _breakStart = source._breakStart;
        _break = source._break;
    }

    /// <summary>More than one process uses it (CLONE_VM, vfork).</summary>
    internal bool IsSharedByProcesses => _users.Count > 1;

    /// <summary>One more process uses it.</summary>
    internal AddressSpace Share()
    {
        _users.TryAdd();
        return this;
    }

    /// <summary>A process uses it no longer; with the last, everything in it goes. The caller's task may have it active still.</summary>
    internal void Release()
    {
        if (!_users.Release())
            return;
        var files = new List<MappedFile>();
        using (_lock.Lock())
        {
            for (int i = 0; i < _vmas.Count; i++)
            {
                if (_vmas[i].File is { } file)
                    files.Add(file);
            }

            _vmas.RemoveRange(0, _vmas.Count);
            _pages.Dispose();
        }

        foreach (MappedFile file in files)
            file.Release();
        ReleaseExecutable();
    }

    /// <summary>Makes it the memory that the calling task's user code and copies see.</summary>
    internal void Activate() => _pages.Activate();

    /// <summary>Keeps the program's file from being written while it runs. Takes over the caller's hold and denial.</summary>
    internal void SetExecutable(FileDescription executable) => _executable = executable;

    private void ReleaseExecutable()
    {
        if (_executable is not { } executable)
            return;
        _executable = null;
        executable.Inode.AllowWriting();
        executable.Release();
    }

    /// <summary>Every range by rising address.</summary>
    public Vma[] Snapshot()
    {
        using var guard = _lock.Lock();
        return _vmas.ToArray();
    }

    // What /proc shows; snapshots.
    public long MappedPages => _mappedPages;
    public long ResidentPages => _residentPages;
    public long PeakResidentPages => _peakResidentPages;
    public long DataPages => _dataPages;

    private void CountMapped(Vma vma, int sign)
    {
        _mappedPages += sign * vma.PageCount;
        if (vma.IsData)
            _dataPages += sign * vma.PageCount;
    }

    private void CountResident(long pages)
    {
        _residentPages += pages;
        if (_residentPages > _peakResidentPages)
            _peakResidentPages = _residentPages;
    }
}
