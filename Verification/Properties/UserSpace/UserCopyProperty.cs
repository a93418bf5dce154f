using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Ostd;
using Ostd.Frames;
using Ostd.UserSpace;
using Verification.Checking;

namespace Verification.Properties.UserSpace;

/// <summary>
/// Copies between user memory, pages and kernel memory against a dictionary of bytes: each moves exactly what lies before the first fault, wherever its pointer points, and a copy
/// that is all or nothing leaves its cursor where it was.
/// </summary>
internal sealed class UserCopyProperty : PropertyRun<UserCopyProperty.Operation>
{
    private const ulong Base = 0x40_0000, PageBytes = 4096;
    private const int Pages = 6, MaxLength = 5000;

    private static readonly Gen<ulong> s_near = from page in Gen.Choose(0, Pages - 1) from offset in Gen.Elements(0, 1, 511, 512, 513, 2048, 4088, 4095) select Base + (ulong)page * PageBytes + (ulong)offset;
    private static readonly Gen<ulong> s_address = Gen.Frequency((6, s_near), (1, Numbers.Any64), (1, Gen.Elements(VmSpace.UserEnd - 1, VmSpace.UserEnd, VmSpace.UserEnd - PageBytes, Base - 1)));
    private static readonly Gen<ulong> s_length = Gen.Frequency((6, from n in Gen.Choose(0, MaxLength) select (ulong)n), (1, Numbers.Any64));

    public static Checker Checker { get; } = PropertyRunner.Checker(
        "A user copy moves what lies before the first fault and nothing else, whatever pointer it is given", [5], "usercopy",
        Gen.Frequency(
            (4, from a in s_address from n in s_length select (Operation)new Read(a, n)),
            (4, from a in s_address from n in s_length from v in Gen.Choose(1, 255) select (Operation)new Write(a, n, v)),
            (2, from a in s_address from n in s_length select (Operation)new ReadWhole(a, n)),
            (2, from a in s_address from n in s_length select (Operation)new Zero(a, n)),
            (3, from a in s_address from b in s_address from n in s_length select (Operation)new Move(a, b, n)),
            (2, from a in s_address from n in s_length from o in Gen.Choose(0, 4095) select (Operation)new ToPage(a, n, o)),
            (2, from a in s_address from n in s_length from o in Gen.Choose(0, 4095) select (Operation)new FromPage(a, n, o)),
            (2, from a in s_address from v in Gen.Choose(0, 3) from c in Gen.Choose(0, 3) select (Operation)new Exchange(a, (uint)v, (uint)c)),
            (1, from p in Gen.Choose(0, Pages - 1) from w in Gen.Choose(0, 2) select (Operation)new Remap(p, w)),
            (1, Gen.Constant((Operation)new SwitchSpace()))),
        static () => new UserCopyProperty(),
        new PropertyOptions { Sequences = 80, MaxLength = 60 });

    private readonly VmSpace _space = new(), _other = new();
    private readonly UFrame _page = UFrame.Alloc();
    private readonly byte[] _pageBytes = new byte[PageBytes];
    private bool _isActive = true;

    // The model: which pages may be read or written, and their bytes.
    private readonly (bool Readable, bool Writable)[] _rights = new (bool, bool)[Pages];
    private readonly byte[] _bytes = new byte[Pages * (int)PageBytes];
    private byte _fill;

    private UserCopyProperty()
    {
        for (int page = 0; page < Pages; page++)
        {
            RemapPage(page, page % 3);
            // Memory at the same addresses, which must never be reached through the first space.
            using VmCursor cursor = _other.Cursor(Base + (ulong)page * PageBytes, Base + (ulong)(page + 1) * PageBytes);
            cursor.Map(_page, new PageProperty(PageFlags.Read | PageFlags.Write));
        }
        _space.Activate();
    }

    public abstract record Operation;

    public sealed record Read(ulong Address, ulong Length) : Operation;

    public sealed record Write(ulong Address, ulong Length, int Value) : Operation;

    public sealed record ReadWhole(ulong Address, ulong Length) : Operation;

    public sealed record Zero(ulong Address, ulong Length) : Operation;

    public sealed record Move(ulong From, ulong To, ulong Length) : Operation;

    public sealed record ToPage(ulong Address, ulong Length, int Offset) : Operation;

    public sealed record FromPage(ulong Address, ulong Length, int Offset) : Operation;

    public sealed record Exchange(ulong Address, uint Value, uint Comparand) : Operation;

    /// <summary>A page is taken away and another put there: 0 nothing, 1 read-only, 2 writable.</summary>
    public sealed record Remap(int Page, int Rights) : Operation;

    /// <summary>Another address space becomes the active one, or the first again.</summary>
    public sealed record SwitchSpace : Operation;

    public override void Apply(Operation operation)
    {
        switch (operation)
        {
            case Read read when OpenReader(read.Address, read.Length, out VmReader reader):
                ReadSome(read, ref reader);
                break;
            case Write write when OpenWriter(write.Address, write.Length, out VmWriter writer):
                WriteSome(write, ref writer);
                break;
            case ReadWhole read when OpenReader(read.Address, read.Length, out VmReader reader):
                ReadAllOrNothing(read, ref reader);
                break;
            case Zero zero when OpenWriter(zero.Address, zero.Length, out VmWriter writer):
                long expected = Reachable(zero.Address, Capped(zero.Length), write: true);
                RequireEqual(expected, writer.FillZeros((long)Capped(zero.Length), out bool faulted), "bytes cleared");
                RequireEqual(expected < (long)Capped(zero.Length), faulted, "whether clearing faulted");
                Model(zero.Address, expected).Clear();
                break;
            case Move move when OpenReader(move.From, move.Length, out VmReader reader) && OpenWriter(move.To, move.Length, out VmWriter writer):
                MoveSome(move, ref reader, ref writer);
                break;
            case ToPage to when OpenReader(to.Address, to.Length, out VmReader reader):
                CopyToPage(to, ref reader);
                break;
            case FromPage from when OpenWriter(from.Address, from.Length, out VmWriter writer):
                CopyFromPage(from, ref writer);
                break;
            case Exchange exchange:
                ExchangeWord(exchange);
                break;
            case Remap remap:
                RemapPage(remap.Page, remap.Rights);
                break;
            case SwitchSpace:
                _isActive = !_isActive;
                (_isActive ? _space : _other).Activate();
                break;
        }
    }

    public override void End()
    {
        // Every byte is what the model says.
        _space.Activate();
        _isActive = true;
        for (int page = 0; page < Pages; page++)
        {
            if (!_rights[page].Readable)
                continue;
            var bytes = new byte[PageBytes];
            Require(_space.TryReader(Base + (ulong)page * PageBytes, PageBytes, out VmReader reader) && reader.TryRead(bytes), $"page {page} cannot be read");
            Require(bytes.AsSpan().SequenceEqual(_bytes.AsSpan(page * (int)PageBytes, (int)PageBytes)), $"page {page} does not hold what was written to it");
        }
        VmSpace.Deactivate();
        _space.Dispose();
        _other.Dispose();
        _page.Dispose();
    }

    private static ulong Capped(ulong length) => Math.Min(length, MaxLength);

    private static bool IsInside(ulong address, ulong length) => (UInt128)address + length <= VmSpace.UserEnd;

    private bool OpenReader(ulong address, ulong length, out VmReader reader)
    {
        bool opened = _space.TryReader(address, length, out reader);
        RequireEqual(IsInside(address, length), opened, $"whether {length:x} bytes at {address:x} are user memory");
        if (opened)
            RequireEqual((long)length, reader.Remaining, "bytes of a new reader");
        reader.Limit(MaxLength);
        return opened;
    }

    private bool OpenWriter(ulong address, ulong length, out VmWriter writer)
    {
        bool opened = _space.TryWriter(address, length, out writer);
        RequireEqual(IsInside(address, length), opened, $"whether {length:x} bytes at {address:x} are user memory");
        writer.Limit(MaxLength);
        return opened;
    }

    /// <summary>Bytes from an address on that an access reaches.</summary>
    private long Reachable(ulong address, ulong length, bool write)
    {
        if (!_isActive)
            return 0;
        ulong at = address;
        while (at < address + length)
        {
            ulong page = (at - Base) / PageBytes;
            if (at < Base || page >= Pages || !(write ? _rights[page].Writable : _rights[page].Readable))
                break;
            at = Math.Min(Base + (page + 1) * PageBytes, address + length);
        }
        return (long)(at - address);
    }

    private Span<byte> Model(ulong address, long length) => length == 0 ? [] : _bytes.AsSpan((int)(address - Base), (int)length);

    private void ReadSome(Read read, ref VmReader reader)
    {
        var buffer = new byte[Capped(read.Length)];
        var sink = new VmWriter(buffer);
        long expected = Reachable(read.Address, Capped(read.Length), write: false);
        RequireEqual(expected, reader.Read(ref sink, out bool faulted), "bytes read");
        RequireEqual(expected < buffer.Length, faulted, "whether reading faulted");
        RequireEqual(buffer.Length - expected, reader.Remaining, "bytes that the reader has left");
        RequireEqual(buffer.Length - expected, sink.Remaining, "room that the writer has left");
        Require(buffer.AsSpan(0, (int)expected).SequenceEqual(Model(read.Address, expected)), "the bytes read are not those that were written");
        Require(buffer.AsSpan((int)expected).IndexOfAnyExcept((byte)0) < 0, "bytes behind the fault were touched");
    }

    private void WriteSome(Write write, ref VmWriter writer)
    {
        var buffer = new byte[Capped(write.Length)];
        for (int i = 0; i < buffer.Length; i++)
            buffer[i] = (byte)(write.Value + i);
        long expected = Reachable(write.Address, (ulong)buffer.Length, write: true);
        RequireEqual(expected, writer.Write(buffer, out bool faulted), "bytes written");
        RequireEqual(expected < buffer.Length, faulted, "whether writing faulted");
        buffer.AsSpan(0, (int)expected).CopyTo(Model(write.Address, expected));
    }

    private void ReadAllOrNothing(ReadWhole read, ref VmReader reader)
    {
        var buffer = new byte[Capped(read.Length)];
        long reachable = Reachable(read.Address, (ulong)buffer.Length, write: false);
        long before = reader.Remaining;
        RequireEqual(reachable == buffer.Length, reader.TryRead(buffer), "whether all of it was read");
        RequireEqual(reachable == buffer.Length ? before - buffer.Length : before, reader.Remaining, "bytes that the reader has left");
        if (reachable == buffer.Length)
            Require(buffer.AsSpan().SequenceEqual(Model(read.Address, reachable)), "the bytes read are not those that were written");
    }

    private void MoveSome(Move move, ref VmReader reader, ref VmWriter writer)
    {
        ulong length = Capped(move.Length);
        if (move.From < move.To + length && move.To < move.From + length)
            return; // overlapping user memory: the user's own business
        long expected = Math.Min(Reachable(move.From, length, write: false), Reachable(move.To, length, write: true));
        RequireEqual(expected, reader.Read(ref writer, out bool faulted), "bytes moved");
        RequireEqual(expected < (long)length, faulted, "whether moving faulted");
        Model(move.From, expected).CopyTo(Model(move.To, expected));
    }

    private void CopyToPage(ToPage to, ref VmReader reader)
    {
        VmWriter page = _page.Writer();
        page.Skip(to.Offset);
        ulong length = Math.Min(Capped(to.Length), PageBytes - (ulong)to.Offset);
        long expected = Reachable(to.Address, length, write: false);
        RequireEqual(expected, reader.Read(ref page, out bool faulted), "bytes moved into the page");
        RequireEqual(expected < (long)length, faulted, "whether moving faulted");
        Model(to.Address, expected).CopyTo(_pageBytes.AsSpan(to.Offset));
        ComparePage();
    }

    private void CopyFromPage(FromPage from, ref VmWriter writer)
    {
        VmReader page = _page.Reader();
        page.Skip(from.Offset);
        ulong length = Math.Min(Capped(from.Length), PageBytes - (ulong)from.Offset);
        long expected = Reachable(from.Address, length, write: true);
        RequireEqual(expected, page.Read(ref writer, out bool faulted), "bytes moved out of the page");
        RequireEqual(expected < (long)length, faulted, "whether moving faulted");
        _pageBytes.AsSpan(from.Offset, (int)expected).CopyTo(Model(from.Address, expected));
        ComparePage();
    }

    private void ComparePage()
    {
        var bytes = new byte[PageBytes];
        _page.Read(0, bytes);
        Require(bytes.AsSpan().SequenceEqual(_pageBytes), "the page does not hold what was moved into it");
    }

    private void ExchangeWord(Exchange exchange)
    {
        bool possible = exchange.Address % 4 == 0 && IsInside(exchange.Address, 4) && Reachable(exchange.Address, 4, write: true) == 4;
        RequireEqual(possible, _space.TryCompareExchange(exchange.Address, exchange.Value, exchange.Comparand, out uint old), $"whether the word at {exchange.Address:x} can be exchanged");
        if (!possible)
            return;
        Span<byte> word = Model(exchange.Address, 4);
        RequireEqual(BitConverter.ToUInt32(word), old, "old value of the word");
        if (old == exchange.Comparand)
            BitConverter.TryWriteBytes(word, exchange.Value);
    }

    private void RemapPage(int page, int rights)
    {
        ulong address = Base + (ulong)page * PageBytes;
        using VmCursor cursor = _space.Cursor(address, address + PageBytes);
        cursor.Unmap(PageBytes);
        _rights[page] = (rights > 0, rights > 1);
        if (rights == 0)
            return;
        using UFrame frame = UFrame.Alloc();
        frame.Fill(0, ++_fill, (int)PageBytes);
        _bytes.AsSpan(page * (int)PageBytes, (int)PageBytes).Fill(_fill);
        cursor.Jump(address);
        cursor.Map(frame, new PageProperty(rights == 1 ? PageFlags.Read : PageFlags.Read | PageFlags.Write));
    }
}
