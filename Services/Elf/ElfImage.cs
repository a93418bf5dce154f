using System;
using Ostd.Frames;
using Ostd.UserSpace;
using Services.Linux;
using Services.Memory;
using Services.Processes;
using Services.Vfs;

namespace Services.Elf;

/// <summary>An ELF file whose headers were read and found sane, ready to be mapped.</summary>
internal sealed class ElfImage
{
    /// <summary>Longest path of an interpreter, with its NUL.</summary>
    private const int MaxInterpreterBytes = 4096;

    private readonly ProgramFile _file;
    private readonly ElfHeader _header;
    private readonly ProgramHeader[] _segments;

    // First and last page of what is loaded, before it is moved.
    private ulong _lowest;
    private ulong _highest;

    private ElfImage(ProgramFile file, ElfHeader header, ProgramHeader[] segments)
    {
        _file = file;
        _header = header;
        _segments = segments;
    }

    /// <summary>The path of the dynamic linker, or null for a static program.</summary>
    public byte[]? Interpreter { get; private set; }

    /// <summary>The program asks for a stack that can be executed.</summary>
    public bool WantsExecutableStack { get; private set; }

    public bool IsPositionIndependent => _header.IsPositionIndependent;
    public int ProgramHeaderCount => _segments.Length;

    /// <summary>ENOEXEC for a file that is not a loadable program.</summary>
    public static Errno Read(ProgramFile file, ReadOnlySpan<byte> start, out ElfImage? image)
    {
        image = null;
        Errno error = ElfHeader.Parse(start, out ElfHeader header);
        if (error != Errno.OK)
            return error;
        var raw = new byte[header.ProgramHeaderCount * ProgramHeader.SizeBytes];
        if (!file.TryRead(header.ProgramHeaderOffset, raw))
            return Errno.ENOEXEC;
        var segments = new ProgramHeader[header.ProgramHeaderCount];
        for (int i = 0; i < segments.Length; i++)
            segments[i] = ProgramHeader.Read(raw.AsSpan(i * ProgramHeader.SizeBytes));
        var result = new ElfImage(file, header, segments);
        if ((error = result.Examine()) == Errno.OK)
            image = result;
        return error;
    }

    private Errno Examine()
    {
        int loads = 0;
        ulong end = 0;
        foreach (ProgramHeader segment in _segments)
        {
            switch (segment.Type)
            {
                case ProgramHeader.Load:
                    // The format wants rising addresses; everything below relies on it.
                    if (!segment.IsLoadable || segment.Address < end)
                        return Errno.ENOEXEC;
                    end = segment.EndAddress;
                    if (loads++ == 0)
                        _lowest = Page.AlignDown(segment.Address);
                    _highest = Page.AlignUp(end);
                    break;
                case ProgramHeader.GnuStack:
                    WantsExecutableStack = (segment.Flags & ProgramHeader.FlagExecute) != 0;
                    break;
                case ProgramHeader.Interpreter when Interpreter is null:
                    Errno error = ReadInterpreter(segment);
                    if (error != Errno.OK)
                        return error;
                    break;
            }
        }

        return loads > 0 && _highest > _lowest ? Errno.OK : Errno.ENOEXEC;
    }

    private Errno ReadInterpreter(ProgramHeader segment)
    {
        if (segment.FileSize is < 2 or > MaxInterpreterBytes)
            return Errno.ENOEXEC;
        var path = new byte[segment.FileSize];
        if (!_file.TryRead(segment.Offset, path) || path[^1] != 0)
            return Errno.ENOEXEC;
        Interpreter = path.AsSpan(0, path.AsSpan().IndexOf((byte)0)).ToArray();
        return Errno.OK;
    }

    /// <summary>Maps every segment. The image starts at <paramref name="wishedBase"/> (null: wherever there is room) when it can be moved at all.</summary>
    public Errno Map(AddressSpace space, ResourceLimits limits, ulong? wishedBase, out LoadedImage loaded)
    {
        loaded = default;
        ulong bias = 0;
        if (_header.IsPositionIndependent)
        {
            // Room for all of it first, so that the parts keep their distances.
            var room = new MapRequest(wishedBase ?? 0, _highest - _lowest, Protection.None, MapFlags.Private | MapFlags.Anonymous | MapFlags.NoReserve);
            long start = space.Map(room, limits);
            if (start < 0)
                return (Errno)(-start);
            bias = (ulong)start - _lowest;
        }
        else if (_lowest < AddressSpace.MinAddress || _highest > VmSpace.UserEnd)
        {
            return Errno.ENOEXEC;
        }

        if (!_file.Description.TryHold())
            return Errno.ENOEXEC;
        if (_file.Inode.Pages is null)
        {
            _file.Description.Release();
            return Errno.ENOEXEC;
        }

        var pages = new MappedFile(space, _file.Description);
        try
        {
            foreach (ProgramHeader segment in _segments)
            {
                if (segment.Type != ProgramHeader.Load || segment.MemorySize == 0)
                    continue;
                Errno error = MapSegment(space, limits, pages, segment, bias);
                if (error != Errno.OK)
                    return error;
            }
        }
        finally
        {
            pages.Release();
        }

        // In the hole between segments nothing may be found.
        if (_header.IsPositionIndependent)
            UnmapGaps(space, bias);
        loaded = new LoadedImage(bias + _lowest, bias, bias + _highest, bias + _header.Entry, bias + FindProgramHeaders());
        return Errno.OK;
    }

    private Errno MapSegment(AddressSpace space, ResourceLimits limits, MappedFile file, ProgramHeader segment, ulong bias)
    {
        ulong address = bias + segment.Address;
        ulong start = Page.AlignDown(address);
        ulong fileEnd = address + segment.FileSize;
        ulong mappedEnd = start;
        if (segment.FileSize != 0)
        {
            mappedEnd = Page.AlignUp(fileEnd);
            file.Hold();
            var request = new MapRequest(start, mappedEnd - start, segment.Protection, MapFlags.Private | MapFlags.Fixed)
            {
                File = file,
                FirstPage = (long)(segment.Offset >> Page.Shift),
            };
            long result = space.Map(request, limits);
            if (result < 0)
            {
                file.Release();
                return (Errno)(-result);
            }
        }

        if (segment.MemorySize == segment.FileSize)
            return Errno.OK;

        // What the file does not fill is zero: the rest of its last page, then whole pages.
        if (segment.FileSize != 0 && (segment.Protection & Protection.Write) != 0 && !space.TryClearToPageEnd(fileEnd))
            return Errno.ENOEXEC;
        ulong end = Page.AlignUp(address + segment.MemorySize);
        if (end <= mappedEnd)
            return Errno.OK;
        var zeros = new MapRequest(mappedEnd, end - mappedEnd, segment.Protection, MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed);
        long mapped = space.Map(zeros, limits);
        return mapped < 0 ? (Errno)(-mapped) : Errno.OK;
    }

    private void UnmapGaps(AddressSpace space, ulong bias)
    {
        ulong end = 0;
        bool isFirst = true;
        foreach (ProgramHeader segment in _segments)
        {
            if (segment.Type != ProgramHeader.Load)
                continue;
            ulong start = Page.AlignDown(segment.Address);
            if (!isFirst && start > end)
                space.Unmap(bias + end, start - end);
            end = Page.AlignUp(segment.EndAddress);
            isFirst = false;
        }
    }

    /// <summary>The address that the table of segments has in memory, for AT_PHDR; 0 when it is not loaded.</summary>
    private ulong FindProgramHeaders()
    {
        foreach (ProgramHeader segment in _segments)
        {
            if (segment.Type == ProgramHeader.Load && _header.ProgramHeaderOffset - segment.Offset < segment.FileSize)
                return _header.ProgramHeaderOffset - segment.Offset + segment.Address;
        }

        return 0;
    }
}

/// <summary>Where an image lies: first address, what was added to its addresses, end, entry point, table of segments.</summary>
internal readonly record struct LoadedImage(ulong Start, ulong Bias, ulong End, ulong Entry, ulong ProgramHeaders);
