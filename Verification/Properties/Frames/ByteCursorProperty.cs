using System;
using FsCheck;
using FsCheck.Fluent;
using Ostd;
using Ostd.Frames;
using Ostd.UserSpace;
using Verification.Checking;

namespace Verification.Properties.Frames;

/// <summary>
/// Readers and writers over pages and kernel memory against plain arrays, two of which are the same bytes: no offset, length, skip or limit, whatever its value, moves a
/// byte from or to elsewhere.
/// </summary>
internal sealed class ByteCursorProperty : PropertyRun<ByteCursorProperty.Operation>
{
    private const int SegmentPages = 3, KernelBytes = 5000;

    public static Checker Checker { get; } = PropertyRunner.Checker(
        "Readers and writers stay inside what they stand on, for every offset and length",
        [4], "frames", Operations(), static () => new ByteCursorProperty(),
        new PropertyOptions { Sequences = 60, MaxLength = 100 });

    private readonly USegment _segment = USegment.Alloc(SegmentPages);
    private readonly USegment _tail;
    private readonly UFrame _frame = UFrame.Alloc();
    private readonly byte[] _kernel = new byte[KernelBytes];

    // The same bytes as the segment, the frame and the kernel memory should have.
    private readonly byte[] _segmentBytes = new byte[SegmentPages * Page.Size];
    private readonly byte[] _frameBytes = new byte[Page.Size];
    private readonly byte[] _kernelBytes = new byte[KernelBytes];
    private bool _isTailDisposed;

    private ByteCursorProperty()
    {
        _tail = _segment.Slice(1, SegmentPages - 1);
        for (int i = 0; i < KernelBytes; i++)
            _kernel[i] = _kernelBytes[i] = (byte)(i * 7 + i / 256);
    }

    public enum Place
    {
        Segment,

        /// <summary>The segment without its first page: the same bytes through another handle.</summary>
        Tail,
        Frame,
        Kernel,
    }

    /// <summary>A cursor on <paramref name="Length"/> bytes of a place, moved on and shortened.</summary>
    public sealed record Where(Place Place, long Offset, long Length, long Skip, long Limit);

    public abstract record Operation;

    public sealed record Move(Where From, Where To) : Operation;

    public sealed record Store(Where To, int Bytes, bool AllOrNothing) : Operation;

    public sealed record Load(Where From, int Bytes) : Operation;

    public sealed record Zero(Where To, long Length) : Operation;

    public sealed record DisposeTail : Operation;

    private static Gen<Operation> Operations()
    {
        Gen<long> sensible = from n in Gen.Choose(0, SegmentPages * Page.Size) select (long)n;
        Gen<long> small = from n in Gen.Choose(0, 64) select (long)n;
        Gen<long> absurd = Gen.Elements(-1, long.MinValue, long.MaxValue, long.MaxValue - 4095, int.MaxValue, 1L << 32, -4096);
        Gen<long> offset = Gen.Frequency((20, sensible), (1, absurd));
        Gen<long> step = Gen.Frequency((10, small), (5, sensible), (1, absurd));
        Gen<Where> cursor = from place in Gen.Elements(Enum.GetValues<Place>())
            from at in offset
            from length in offset
            from skip in step
            from limit in offset
            select new Where(place, at, length, skip, limit);
        return Gen.Frequency(
            (8, from a in cursor from b in cursor select (Operation)new Move(a, b)),
            (4, from w in cursor from n in Gen.Choose(0, 600) from all in Gen.Elements(true, false) select (Operation)new Store(w, n, all)),
            (4, from w in cursor from n in Gen.Choose(0, 600) select (Operation)new Load(w, n)),
            (3, from w in cursor from n in step select (Operation)new Zero(w, n)),
            (1, from often in Gen.Choose(0, 20) from w in cursor select often == 0 ? new DisposeTail() : (Operation)new Load(w, 8)));
    }

    public override void Apply(Operation operation)
    {
        switch (operation)
        {
            case DisposeTail:
                DisposeUnderCursors();
                break;
            case Move(var from, var to):
                MoveBytes(from, to);
                break;
            case Store(var to, var bytes, var all):
                StoreBytes(to, bytes, all);
                break;
            case Load(var from, var bytes):
                LoadBytes(from, bytes);
                break;
            case Zero(var to, var length):
                ZeroBytes(to, length);
                break;
        }
        RequireSame();
    }

    /// <summary>Cursors that were made before are refused from then on, by every operation.</summary>
    private void DisposeUnderCursors()
    {
        if (_isTailDisposed)
            return;
        VmReader reader = _tail.Reader();
        VmWriter writer = _tail.Writer();
        _tail.Dispose();
        _isTailDisposed = true;
        byte[] bytes = new byte[8];
        Require(Refused(ref reader, ref writer, (ref VmReader r, ref VmWriter w) => r.TryRead(bytes)), "a reader of a disposed handle was served");
        Require(Refused(ref reader, ref writer, (ref VmReader r, ref VmWriter w) => w.TryWrite(bytes)), "a writer of a disposed handle was served");
        Require(Refused(ref reader, ref writer, (ref VmReader r, ref VmWriter w) => w.FillZeros(8, out _)), "zeros were written through a disposed handle");
        Require(Refused(ref reader, ref writer, (ref VmReader r, ref VmWriter w) => r.Read(ref w, out _)), "a disposed handle was copied to itself");
    }

    private delegate void Use(ref VmReader reader, ref VmWriter writer);

    private static bool Refused(ref VmReader reader, ref VmWriter writer, Use use)
    {
        try
        {
            use(ref reader, ref writer);
            return false;
        }
        catch (OstdException e)
        {
            return e.Error == OstdError.Stale;
        }
    }

    private void MoveBytes(Where from, Where to)
    {
        if (Expect(from) is not { } source || Expect(to) is not { } target)
        {
            RequireThrows<OstdException>(() => { _ = ReaderOf(from); _ = WriterOf(to); }, "a cursor that leaves its place");
            return;
        }
        VmReader reader = ReaderOf(from);
        VmWriter writer = WriterOf(to);
        int length = Math.Min(source.Count, target.Count);
        RequireEqual(length, (int)reader.Read(ref writer, out bool faulted), "bytes moved");
        Require(!faulted, "a fault in memory that does not fault");
        RequireEqual(source.Count - length, (int)reader.Remaining, "bytes left to read");
        RequireEqual(target.Count - length, (int)writer.Remaining, "room left");
        // As if through a buffer, also when both are the same bytes.
        source.AsSpan(0, length).ToArray().CopyTo(target.AsSpan());
    }

    private void StoreBytes(Where to, int count, bool allOrNothing)
    {
        if (Expect(to) is not { } target)
        {
            RequireThrows<OstdException>(() => _ = WriterOf(to), "a writer that leaves its place");
            return;
        }
        byte[] bytes = new byte[count];
        Array.Fill(bytes, (byte)(count + 1));
        int expected = count <= target.Count ? count : allOrNothing ? 0 : target.Count;
        VmWriter writer = WriterOf(to);
        if (allOrNothing)
            RequireEqual(count <= target.Count, writer.TryWrite(bytes), "whether all of it fits");
        else
            RequireEqual(expected, (int)writer.Write(bytes, out _), "bytes written");
        RequireEqual(target.Count - expected, (int)writer.Remaining, "room left");
        bytes.AsSpan(0, expected).CopyTo(target.AsSpan());
    }

    private void LoadBytes(Where from, int count)
    {
        if (Expect(from) is not { } source)
        {
            RequireThrows<OstdException>(() => _ = ReaderOf(from), "a reader that leaves its place");
            return;
        }
        byte[] bytes = new byte[count];
        bool fits = count <= source.Count;
        VmReader reader = ReaderOf(from);
        RequireEqual(fits, reader.TryRead(bytes), "whether there is so much");
        RequireEqual(source.Count - (fits ? count : 0), (int)reader.Remaining, "bytes left");
        Require(!fits || source.AsSpan(0, count).SequenceEqual(bytes), "other bytes were read");
    }

    private void ZeroBytes(Where to, long length)
    {
        if (Expect(to) is not { } target || length < 0)
        {
            RequireThrows<OstdException>(() => WriterOf(to).FillZeros(length, out _), "a writer that leaves its place");
            return;
        }
        int expected = (int)Math.Min(length, target.Count);
        RequireEqual(expected, (int)WriterOf(to).FillZeros(length, out _), "bytes zeroed");
        target.AsSpan(0, expected).Clear();
    }

    // ---- The picture -----------------------------------------------------------------------------------------

    /// <summary>The bytes that a cursor stands on; null when there can be no such cursor.</summary>
    private ArraySegment<byte>? Expect(Where w)
    {
        (byte[] bytes, int start, int size) = w.Place switch
        {
            Place.Segment => (_segmentBytes, 0, _segmentBytes.Length),
            Place.Tail => (_segmentBytes, Page.Size, _segmentBytes.Length - Page.Size),
            Place.Frame => (_frameBytes, 0, _frameBytes.Length),
            _ => (_kernelBytes, 0, _kernelBytes.Length),
        };
        bool takesRange = w.Place is Place.Segment or Place.Tail;
        if (takesRange && (w.Offset < 0 || w.Length < 0 || (Int128)w.Offset + w.Length > size))
            return null;
        if (takesRange && w.Place == Place.Tail && _isTailDisposed)
            return null;
        long from = takesRange ? w.Offset : 0;
        long length = takesRange ? w.Length : size;
        if (w.Skip < 0 || w.Skip > length || w.Limit < 0)
            return null;
        return new ArraySegment<byte>(bytes, start + (int)(from + w.Skip), (int)Math.Min(length - w.Skip, w.Limit));
    }

    private VmReader ReaderOf(Where w)
    {
        VmReader reader = w.Place switch
        {
            Place.Segment => _segment.Reader(w.Offset, w.Length),
            Place.Tail => _tail.Reader(w.Offset, w.Length),
            Place.Frame => _frame.Reader(),
            _ => new VmReader(_kernel),
        };
        reader.Skip(w.Skip);
        reader.Limit(w.Limit);
        return reader;
    }

    private VmWriter WriterOf(Where w)
    {
        VmWriter writer = w.Place switch
        {
            Place.Segment => _segment.Writer(w.Offset, w.Length),
            Place.Tail => _tail.Writer(w.Offset, w.Length),
            Place.Frame => _frame.Writer(),
            _ => new VmWriter(_kernel),
        };
        writer.Skip(w.Skip);
        writer.Limit(w.Limit);
        return writer;
    }

    private void RequireSame()
    {
        byte[] found = new byte[_segmentBytes.Length];
        _segment.Read(0, found);
        Require(found.AsSpan().SequenceEqual(_segmentBytes), "the segment has other bytes");
        _frame.Read(0, found.AsSpan(0, Page.Size));
        Require(found.AsSpan(0, Page.Size).SequenceEqual(_frameBytes), "the frame has other bytes");
        Require(_kernel.AsSpan().SequenceEqual(_kernelBytes), "kernel memory has other bytes");
    }
}
