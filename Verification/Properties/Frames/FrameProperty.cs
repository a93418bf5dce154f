using System;
using System.Collections.Generic;
using FsCheck;
using FsCheck.Fluent;
using Ostd;
using Ostd.Frames;
using Ostd.Seam;
using Ostd.UserSpace;
using Verification.Attacks.Frames;
using Verification.Checking;

namespace Verification.Properties.Frames;

/// <summary>
/// Handles on pages against a picture of counted pages of bytes: whatever is done with handles (also such that were disposed), a new page was nobody's and is zero, a page
/// stays while somebody counts on it, and bytes are where they were put.
/// </summary>
internal sealed partial class FrameProperty : PropertyRun<FrameProperty.Operation>
{
    public static Checker Checker { get; } = PropertyRunner.Checker(
        "Frames and segments are counted pages of bytes, whatever is done with their handles",
        [1, 4], "frames", Operations(), static () => new FrameProperty(),
        new PropertyOptions { Sequences = 60, MaxLength = 100, Machine = LyingFrameAllocator.Machine() });

    public abstract record Operation;

    public sealed record Alloc(int Pages) : Operation;

    public sealed record AllocFrame : Operation;

    public sealed record AllocUnique : Operation;

    public sealed record CopyOf(int Which) : Operation;

    public sealed record Clone(int Which) : Operation;

    public sealed record Slice(int Which, int First, int Pages) : Operation;

    public sealed record PageOf(int Which, int Index) : Operation;

    public sealed record Dispose(int Which) : Operation;

    public sealed record IntoUnique(int Which) : Operation;

    public sealed record Share(int Which) : Operation;

    public sealed record Write(int Which, long Offset, int Length, byte Value) : Operation;

    public sealed record Fill(int Which, long Offset, long Length, byte Value) : Operation;

    public sealed record Read(int Which, long Offset, int Length) : Operation;

    public sealed record CopyFrom(int To, int From) : Operation;

    /// <summary>Clones while the page's count is the largest that is allowed.</summary>
    public sealed record CloneAtTheLimit(int Which) : Operation;

    public sealed record Map(int Which, int At) : Operation;

    public sealed record Unmap(int At) : Operation;

    /// <summary>The policy answers something that it must not.</summary>
    public sealed record Lie(FrameLie What, int Pages, int Which) : Operation;

    private static Gen<Operation> Operations()
    {
        Gen<int> which = Gen.Choose(0, 999);
        Gen<int> number = Gen.Frequency((6, Gen.Choose(-1, 9)), (1, Gen.Elements(int.MinValue, int.MaxValue, 1 << 18, (1 << 18) + 1, 1 << 30)));
        Gen<long> offset = Gen.Frequency(
            (6, from o in Gen.Choose(0, 3 * Page.Size) select (long)o), (1, Gen.Elements(-1L, long.MinValue, long.MaxValue, int.MaxValue, Page.Size - 1)));
        Gen<int> length = Gen.Frequency((6, Gen.Choose(0, 300)), (1, Gen.Choose(Page.Size - 1, Page.Size + 1)));
        Gen<byte> value = from v in Gen.Choose(0, 255) select (byte)v;
        return Gen.Frequency(
            (5, Gen.Constant((Operation)new AllocFrame())),
            (2, Gen.Constant((Operation)new AllocUnique())),
            (3, from pages in number select (Operation)new Alloc(pages)),
            (2, from w in which select (Operation)new CopyOf(w)),
            (4, from w in which select (Operation)new Clone(w)),
            (4, from w in which from first in number from pages in number select (Operation)new Slice(w, first, pages)),
            (3, from w in which from index in number select (Operation)new PageOf(w, index)),
            (10, from w in which select (Operation)new Dispose(w)),
            (4, from w in which select (Operation)new IntoUnique(w)),
            (3, from w in which select (Operation)new Share(w)),
            (6, from w in which from o in offset from l in length from v in value select (Operation)new Write(w, o, l, v)),
            (3, from w in which from o in offset from l in offset from v in value select (Operation)new Fill(w, o, l, v)),
            (6, from w in which from o in offset from l in length select (Operation)new Read(w, o, l)),
            (2, from to in which from w in which select (Operation)new CopyFrom(to, w)),
            (1, from w in which select (Operation)new CloneAtTheLimit(w)),
            (4, from w in which from at in Gen.Choose(0, MappedPages - 1) select (Operation)new Map(w, at)),
            (4, from at in Gen.Choose(0, MappedPages - 1) select (Operation)new Unmap(at)),
            (1, from lie in Gen.Elements(Enum.GetValues<FrameLie>()) from pages in Gen.Choose(1, 4) from w in which from now in Gen.Choose(0, 2)
                select now == 0 ? new Lie(lie, pages, w) : (Operation)new AllocFrame()));
    }

    public override void Apply(Operation operation)
    {
        switch (operation)
        {
            case Alloc(var pages):
                AllocSegment(pages);
                break;
            case AllocFrame:
                Add(UFrame.Alloc(), isNew: true);
                break;
            case AllocUnique:
                Add(UniqueFrame.Alloc(), isNew: true);
                break;
            case Lie(var what, var pages, var w):
                TellLie(what, pages, w);
                break;
            case Unmap(var at):
                UnmapAt(at);
                break;
            case CopyOf(var w) when Pick<UFrame>(w) is { } h:
                if (Allowed(h, () => UFrame.CopyOf((UFrame)h.Handle)) is { } copy)
                    Bytes(Add(copy, isNew: true, isZero: false), 0, Page.Size, Copied(h));
                break;
            case Clone(var w) when Pick<UFrame>(w) is { } h:
                if (Allowed(h, () => ((UFrame)h.Handle).Clone()) is { } clone)
                    Add(clone, isNew: false);
                break;
            case Slice(var w, var first, var count) when Pick<USegment>(w) is { } h:
                TakeSlice(h, first, count);
                break;
            case PageOf(var w, var index) when Pick<USegment>(w) is { } h:
                TakePage(h, index);
                break;
            case Dispose(var w) when Pick<FrameHandle>(w) is { } h:
                DisposeHandle(h);
                break;
            case IntoUnique(var w) when Pick<UFrame>(w) is { } h:
                MakeUnique(h);
                break;
            case Share(var w) when Pick<UniqueFrame>(w) is { } h:
                if (Allowed(h, () => ((UniqueFrame)h.Handle).Share()) is { } shared)
                    Replace(h, shared);
                break;
            case Write(var w, var offset, var length, var value) when Pick<FrameHandle>(w) is { } h:
                if (Allowed(h, offset, length, () => h.Handle.Write(offset, Filled(length, value))))
                    Bytes(h, (int)offset, length, Filled(length, value));
                break;
            case Fill(var w, var offset, var length, var value) when Pick<FrameHandle>(w) is { } h:
                if (Allowed(h, offset, length, () => h.Handle.Fill(offset, value, length)))
                    Bytes(h, (int)offset, (int)length, Filled((int)length, value));
                break;
            case Read(var w, var offset, var length) when Pick<FrameHandle>(w) is { } h:
                byte[] read = new byte[length];
                if (Allowed(h, offset, length, () => h.Handle.Read(offset, read)))
                    RequireBytes(h, (int)offset, read);
                break;
            case CopyFrom(var to, var w) when Pick<UFrame>(to) is { } target && Pick<UFrame>(w) is { } h:
                CopyPage(target, h);
                break;
            case CloneAtTheLimit(var w) when Pick<UFrame>(w) is { } h:
                CloneFull(h);
                break;
            case Map(var w, var at) when Pick<UFrame>(w) is { } h:
                MapAt(h, at);
                break;
        }
    }

    /// <summary>Everything is given back, and all memory is free again that was free before.</summary>
    public override void End()
    {
        LyingFrameAllocator.Current.Lie = null;
        foreach (Held held in _handles)
        {
            if (!held.IsDisposed)
                RequireBytes(held, 0, ReadAll(held));
            DisposeHandle(held);
        }
        _space.Dispose();
        for (int at = 0; at < MappedPages; at++)
            Release(_mapped[at]);
        Require(_pages.Count == 0, "the picture gave everything back");
        RequireEqual(_freeBefore, Kernel.Current.MemoryInfo.FreeBytes, "free memory after everything was given back");
    }
}
