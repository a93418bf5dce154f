using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace Ostd.Model;

/// <summary>
/// RAM of a model machine: bytes by physical address, materialised in chunks when first written. Words must be aligned, and every access must
/// hit RAM: anything else is a violation, where a real machine would corrupt or read nonsense.
/// </summary>
internal sealed class PhysicalMemory
{
    private const int ChunkShift = 16;
    private const int ChunkSize = 1 << ChunkShift;
    private const int PageShift = 12;
    private const int PageSize = 1 << PageShift;

    private readonly byte[]?[] _chunks;
    private readonly (ulong Start, ulong End)[] _ram;

    // How often each page was written: observers look only at what changed since they looked last.
    private readonly uint[] _versions;

    public PhysicalMemory((ulong Start, ulong End)[] ram)
    {
        _ram = ram;
        foreach (var part in ram)
            End = Math.Max(End, part.End);
        _chunks = new byte[]?[checked((int)((End + ChunkSize - 1) >> ChunkShift))];
        _versions = new uint[checked((int)((End + PageSize - 1) >> PageShift))];
    }

    /// <summary>First address above RAM.</summary>
    public ulong End { get; }

    /// <summary>Changes with every write to RAM.</summary>
    public ulong Version { get; private set; }

    /// <summary>Changes with every write to the page that an address lies in.</summary>
    public uint VersionOf(ulong paddr) => _versions[paddr >> PageShift];

    public bool IsRam(ulong paddr, ulong length)
    {
        foreach (var (start, end) in _ram)
            if (paddr >= start && paddr < end && length <= end - paddr)
                return true;
        return false;
    }

    /// <summary>Some byte of [start, end) is RAM.</summary>
    public bool TouchesRam(ulong start, ulong end)
    {
        foreach (var (from, to) in _ram)
            if (start < to && from < end)
                return true;
        return false;
    }

    public byte Read8(ulong paddr) => At(paddr, 1);
    public uint Read32(ulong paddr) => Unsafe.ReadUnaligned<uint>(ref At(paddr, 4));
    public ulong Read64(ulong paddr) => Volatile.Read(ref Word(paddr));
    public void Write8(ulong paddr, byte value) => WritableAt(paddr, 1) = value;
    public void Write32(ulong paddr, uint value) => Unsafe.WriteUnaligned(ref WritableAt(paddr, 4), value);
    public void Write64(ulong paddr, ulong value) => Volatile.Write(ref WritableWord(paddr), value);

    /// <summary>The words of a page of RAM as they are, without an access; empty when nothing was written there ever: then all are zero.</summary>
    public ReadOnlySpan<ulong> Words(ulong page)
    {
        const int pageSize = 4096;
        if ((page & (pageSize - 1)) != 0 || !IsRam(page, pageSize))
            throw new ModelViolationException($"{page:x} is no page of RAM.");
        byte[]? chunk = _chunks[page >> ChunkShift];
        return chunk is null ? [] : MemoryMarshal.Cast<byte, ulong>(chunk.AsSpan((int)(page & (ChunkSize - 1)), pageSize));
    }

    public uint CompareExchange32(ulong paddr, uint value, uint comparand) =>
        Interlocked.CompareExchange(ref Unsafe.As<byte, uint>(ref WritableAt(paddr, 4)), value, comparand);

    public ulong CompareExchange64(ulong paddr, ulong value, ulong comparand) =>
        Interlocked.CompareExchange(ref WritableWord(paddr), value, comparand);

    public ulong Exchange64(ulong paddr, ulong value) => Interlocked.Exchange(ref WritableWord(paddr), value);
    public ulong FetchAdd64(ulong paddr, ulong delta) => Interlocked.Add(ref WritableWord(paddr), delta) - delta;

    public void CopyFrom(ulong paddr, Span<byte> destination)
    {
        CheckRam(paddr, (ulong)destination.Length);
        while (!destination.IsEmpty)
        {
            Span<byte> source = Rest(paddr, destination.Length);
            source.CopyTo(destination);
            destination = destination[source.Length..];
            paddr += (ulong)source.Length;
        }
    }

    public void CopyTo(ulong paddr, ReadOnlySpan<byte> source)
    {
        CheckRam(paddr, (ulong)source.Length);
        NoteWrite(paddr, (ulong)source.Length);
        while (!source.IsEmpty)
        {
            Span<byte> destination = Rest(paddr, source.Length);
            source[..destination.Length].CopyTo(destination);
            source = source[destination.Length..];
            paddr += (ulong)destination.Length;
        }
    }

    /// <summary>Copies between ranges that do not overlap.</summary>
    public void Copy(ulong destination, ulong source, ulong length)
    {
        CheckRam(destination, length);
        CheckRam(source, length);
        NoteWrite(destination, length);
        while (length > 0)
        {
            Span<byte> from = Rest(source, (int)Math.Min(length, ChunkSize));
            Span<byte> to = Rest(destination, from.Length);
            from[..to.Length].CopyTo(to);
            source += (ulong)to.Length;
            destination += (ulong)to.Length;
            length -= (ulong)to.Length;
        }
    }

    public void Fill(ulong paddr, byte value, ulong length)
    {
        CheckRam(paddr, length);
        NoteWrite(paddr, length);
        while (length > 0)
        {
            int part = (int)Math.Min(length, ChunkSize - (paddr & (ChunkSize - 1)));
            if (value != 0 || _chunks[paddr >> ChunkShift] is not null)
                Rest(paddr, part).Fill(value);
            paddr += (ulong)part;
            length -= (ulong)part;
        }
    }

    private ref ulong Word(ulong paddr) => ref Unsafe.As<byte, ulong>(ref At(paddr, 8));

    private ref ulong WritableWord(ulong paddr) => ref Unsafe.As<byte, ulong>(ref WritableAt(paddr, 8));

    private ref byte WritableAt(ulong paddr, int size)
    {
        ref byte at = ref At(paddr, size);
        NoteWrite(paddr, (ulong)size);
        return ref at;
    }

    private void NoteWrite(ulong paddr, ulong length)
    {
        Version++;
        for (ulong page = paddr >> PageShift; page << PageShift < paddr + length; page++)
            unchecked { _versions[page]++; }
    }

    private ref byte At(ulong paddr, int size)
    {
        if ((paddr & (ulong)(size - 1)) != 0)
            throw new ModelViolationException($"A {size}-byte access to physical address {paddr:x} is not aligned.");
        CheckRam(paddr, (ulong)size);
        return ref Chunk(paddr)[paddr & (ChunkSize - 1)];
    }

    /// <summary>At most <paramref name="length"/> bytes from <paramref name="paddr"/> to the end of its chunk.</summary>
    private Span<byte> Rest(ulong paddr, int length)
    {
        int offset = (int)(paddr & (ChunkSize - 1));
        return Chunk(paddr).AsSpan(offset, Math.Min(length, ChunkSize - offset));
    }

    private byte[] Chunk(ulong paddr) => _chunks[paddr >> ChunkShift] ??= new byte[ChunkSize];

    private void CheckRam(ulong paddr, ulong length)
    {
        if (!IsRam(paddr, length) && length != 0)
            throw new ModelViolationException($"Physical addresses {paddr:x}+{length:x} are not RAM.");
    }
}
