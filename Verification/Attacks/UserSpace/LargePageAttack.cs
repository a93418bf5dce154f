using System;
using System.Collections.Generic;
using Ostd;
using Ostd.Frames;
using Ostd.Model;
using Ostd.UserSpace;
using Verification.Checking;
using static Verification.Attacks.Attack;

namespace Verification.Attacks.UserSpace;

/// <summary>Large pages of every wrong shape, in every wrong place, and at every wrong moment.</summary>
internal static class LargePageAttack
{
    private const ulong Base = 0x40_0000, Size = LargePage.Size;
    private const int MemoryMiB = 10;

    private static readonly PageProperty s_readWrite = new(PageFlags.Read | PageFlags.Write);

    public static IReadOnlyList<Checker> Checkers { get; } =
    [
        Checker("Only what fills a large page exactly, where nothing is mapped, becomes one; what is refused changes nothing", [5], "user-space",
        [
            new("memory that is too short, too long or misaligned", WrongSegments, MemoryMiB: MemoryMiB),
            new("memory that was disposed, or none", StaleSegment, MemoryMiB: MemoryMiB),
            new("misaligned addresses and ranges that end too early", WrongPlaces, MemoryMiB: MemoryMiB),
            new("over small pages, over a large page, and small pages into it", Occupied, MemoryMiB: MemoryMiB),
            new("with a cursor that was disposed", StaleCursor, MemoryMiB: MemoryMiB),
            new("a page in it that has too many references already", TooManyReferences, MemoryMiB: MemoryMiB),
            new("without memory for the tables", NoMemoryForTables, MemoryMiB: MemoryMiB),
        ], everyStep: [5]),
        Checker("A large page is alive as a whole until every CPU has forgotten it, and its parts each for itself", [5], "tlb",
        [
            new("without memory to split it", NoMemoryToSplit, MemoryMiB: MemoryMiB),
            new("the handle disposed while it is mapped, and unmapped while the TLB holds it", UnmappedWhileHeld, MemoryMiB: MemoryMiB),
            new("small pages in its place before the flush", SmallInItsPlace, MemoryMiB: MemoryMiB),
            new("a large page in the place of small ones before the flush", LargeInTheirPlace, MemoryMiB: MemoryMiB),
            new("rights of the whole taken and given, then a part of it changed, without a flush in between", ChangedThenSplit, MemoryMiB: MemoryMiB),
            new("a space that ends with a large page in it, whole and split", EndOfSpace, MemoryMiB: MemoryMiB),
        ], everyStep: [5]),
    ];

    private static void WrongSegments()
    {
        var space = new VmSpace();
        using USegment whole = USegment.AllocLarge(), next = USegment.Alloc(LargePage.Pages + 1), first = next.Slice(0, LargePage.Pages), second = next.Slice(1, LargePage.Pages);
        using USegment shorter = whole.Slice(0, LargePage.Pages - 1), one = whole.Slice(0, 1), misaligned = LargePage.IsAligned(first.Paddr) ? second.Clone() : first.Clone();
        foreach (USegment segment in (USegment[])[shorter, one, next, misaligned])
            Refused(OstdError.InvalidArgs, () => With(space, (ref VmCursor c) => c.MapLarge(segment, s_readWrite)));
        one.Dispose();
        shorter.Dispose();
        RequireUntouched(space, whole);
    }

    private static void StaleSegment()
    {
        var space = new VmSpace();
        USegment segment = USegment.AllocLarge();
        segment.Dispose();
        Refused(OstdError.Stale, () => With(space, (ref VmCursor c) => c.MapLarge(segment, s_readWrite)));
        try
        {
            With(space, (ref VmCursor c) => c.MapLarge(null!, s_readWrite));
            throw new AttackSucceededException("nothing was mapped as a large page");
        }
        catch (ArgumentNullException)
        {
        }
        With(space, (ref VmCursor c) => Require(c.QuerySize() == 0, "something was mapped"));
        space.Dispose();
    }

    private static void WrongPlaces()
    {
        var space = new VmSpace();
        using USegment segment = USegment.AllocLarge();
        (ulong Start, ulong End)[] ranges =
        [
            (Base + Page.Size, Base + 2 * Size), (Base, Base + Size - Page.Size), (Base, Base + Page.Size), (Base + Size - Page.Size, Base + 2 * Size),
            (LargePage.AlignDown(VmSpace.UserEnd), VmSpace.UserEnd), (VmSpace.UserEnd - Size, VmSpace.UserEnd), // the last page of the user half is nobody's
        ];
        foreach ((ulong start, ulong end) in ranges)
        {
            Refused(OstdError.InvalidArgs, () =>
            {
                using VmCursor cursor = space.Cursor(start, end);
                cursor.MapLarge(segment, s_readWrite);
            });
        }
        Refused(OstdError.InvalidArgs, () => With(space, (ref VmCursor c) =>
        {
            c.Jump(Base + Page.Size);
            c.MapLarge(segment, s_readWrite);
        }));
        Refused(OstdError.InvalidArgs, () => With(space, (ref VmCursor c) =>
        {
            c.MapLarge(segment, s_readWrite);
            c.MapLarge(segment, s_readWrite); // at the end of the range
        }));
        With(space, (ref VmCursor c) => Require(c.Unmap(Size) == LargePage.Pages, "the first was mapped"));
        RequireUntouched(space, segment);
    }

    private static void Occupied()
    {
        var space = new VmSpace();
        using USegment segment = USegment.AllocLarge();
        using UFrame frame = UFrame.Alloc();
        foreach (ulong place in (ulong[])[Base, Base + Size - Page.Size])
        {
            With(space, (ref VmCursor c) =>
            {
                c.Jump(place);
                c.Map(frame, s_readWrite);
            });
            Refused(OstdError.InvalidArgs, () => With(space, (ref VmCursor c) => c.MapLarge(segment, s_readWrite)));
            Require(frame.ReferenceCount == 2, "a page that is mapped lost its reference");
            With(space, (ref VmCursor c) => Require(c.Unmap(Size) == 1, "one page is unmapped"));
        }
        With(space, (ref VmCursor c) => c.MapLarge(segment, s_readWrite));
        Refused(OstdError.InvalidArgs, () => With(space, (ref VmCursor c) => c.MapLarge(segment, s_readWrite)));
        Refused(OstdError.InvalidArgs, () => With(space, (ref VmCursor c) => c.Map(frame, s_readWrite)));
        With(space, (ref VmCursor c) =>
        {
            c.Unmap(Page.Size);
            c.Jump(Base);
        });
        Refused(OstdError.InvalidArgs, () => With(space, (ref VmCursor c) => c.MapLarge(segment, s_readWrite)));
        With(space, (ref VmCursor c) => Require(c.Unmap(Size) == LargePage.Pages - 1, "all but one page are unmapped"));
        Require(frame.ReferenceCount == 1, "a page that was refused has a reference of a mapping");
        RequireUntouched(space, segment);
    }

    private static void StaleCursor()
    {
        var space = new VmSpace();
        using USegment segment = USegment.AllocLarge();
        CursorMove[] moves = [(ref VmCursor c) => c.MapLarge(segment, s_readWrite), (ref VmCursor c) => c.QuerySize()];
        foreach (CursorMove move in moves)
        {
            Refused(OstdError.Stale, () => With(space, (ref VmCursor c) =>
            {
                c.Dispose();
                move(ref c);
            }));
        }
        RequireUntouched(space, segment);
    }

    private static void TooManyReferences()
    {
        var space = new VmSpace();
        using USegment segment = USegment.AllocLarge();
        var machine = (ModelMachine)Kernel.Current.Machine;
        ulong word = Kernel.Current.Memory.Frames.Table.SlotOf(segment.Paddr + 300 * Page.Size) + FrameTable.ReferenceWord;
        machine.Forge(word, FrameTable.MaxReferences);
        Refused(OstdError.Overflow, () => With(space, (ref VmCursor c) => c.MapLarge(segment, s_readWrite)));
        Require(machine.ReadPhys64(word) == FrameTable.MaxReferences, "the count changed although it was refused");
        machine.Forge(word, 1);
        RequireUntouched(space, segment);
    }

    private static void NoMemoryForTables()
    {
        var space = new VmSpace();
        using USegment segment = USegment.AllocLarge();
        for (int left = 0; left < 2; left++) // tables that it needs, less one
        {
            WithoutMemory(left, () => With(space, (ref VmCursor c) => c.MapLarge(segment, s_readWrite)));
            With(space, (ref VmCursor c) => Require(c.QuerySize() == 0, "something was mapped"));
            Require(ReferencesOn(segment, 0) == 1, "a mapping that was refused has a reference");
        }
        With(space, (ref VmCursor c) => c.MapLarge(segment, s_readWrite));
        space.Dispose();
    }

    private static void NoMemoryToSplit()
    {
        var space = new VmSpace();
        using USegment segment = USegment.AllocLarge();
        With(space, (ref VmCursor c) => c.MapLarge(segment, s_readWrite));
        WithoutMemory(0, () => With(space, (ref VmCursor c) => c.Unmap(Page.Size)));
        WithoutMemory(0, () => With(space, (ref VmCursor c) => c.Protect(Page.Size, PageFlags.Write, PageFlags.None)));
        With(space, (ref VmCursor c) =>
        {
            Require(c.QuerySize() == Size && c.TryQueryProperty(out PageProperty property) && property == s_readWrite, "a large page that cannot be split stays as it is");
            Require(c.Unmap(Size) == LargePage.Pages, "and is unmapped as a whole without memory");
        });
        RequireUntouched(space, segment);
    }

    private static void UnmappedWhileHeld()
    {
        var space = new VmSpace();
        using (USegment segment = USegment.AllocLarge())
            With(space, (ref VmCursor c) => c.MapLarge(segment, s_readWrite));
        space.Activate();
        Touch(space, Base + 9 * Page.Size);
        With(space, (ref VmCursor c) => Require(c.Unmap(Size) == LargePage.Pages, "all pages are unmapped"));
        Require(!CanRead(space, Base + 9 * Page.Size) && !CanRead(space, Base) && !CanRead(space, Base + 300 * Page.Size), "a page that was unmapped is reached");
        VmSpace.Deactivate();
        space.Dispose();
    }

    private static void SmallInItsPlace()
    {
        var space = new VmSpace();
        using USegment segment = USegment.AllocLarge();
        using UFrame frame = UFrame.Alloc();
        With(space, (ref VmCursor c) => c.MapLarge(segment, s_readWrite));
        space.Activate();
        Touch(space, Base);
        With(space, (ref VmCursor c) =>
        {
            c.Unmap(Size);
            c.Jump(Base + Page.Size);
            c.Map(frame, s_readWrite);
        });
        Require(!CanRead(space, Base) && CanRead(space, Base + Page.Size), "the page that was mapped is there, and no other");
        VmSpace.Deactivate();
        space.Dispose();
    }

    private static void LargeInTheirPlace()
    {
        var space = new VmSpace();
        using USegment segment = USegment.AllocLarge();
        using UFrame frame = UFrame.Alloc();
        With(space, (ref VmCursor c) => c.Map(frame, s_readWrite));
        space.Activate();
        Touch(space, Base);
        With(space, (ref VmCursor c) =>
        {
            c.Unmap(Size);
            c.Jump(Base);
            c.MapLarge(segment, s_readWrite);
        });
        Touch(space, Base);
        Require(segment.Reader(0, 1).TryReadByte(out byte value) && value == 1, "a write reached the page that was there before");
        VmSpace.Deactivate();
        space.Dispose();
    }

    private static void ChangedThenSplit()
    {
        var space = new VmSpace();
        using USegment segment = USegment.AllocLarge();
        With(space, (ref VmCursor c) => c.MapLarge(segment, s_readWrite));
        space.Activate();
        (PageFlags Clear, PageFlags Set)[] changes = [(PageFlags.Write, PageFlags.None), (PageFlags.None, PageFlags.Write), (PageFlags.Accessed | PageFlags.Dirty, PageFlags.None)];
        foreach ((PageFlags clear, PageFlags set) in changes)
        {
            CanRead(space, Base);
            With(space, (ref VmCursor c) => c.Protect(Size, clear, set));
            With(space, (ref VmCursor c) =>
            {
                c.Protect(Size, set, clear); // pending when it is split
                c.Jump(Base + Page.Size);
                Require(c.Unmap(Page.Size) == 1, "one page is unmapped");
            });
            Require(CanRead(space, Base) && !CanRead(space, Base + Page.Size), "one page is gone, the others are there");
            With(space, (ref VmCursor c) =>
            {
                c.Unmap(Size);
                c.Jump(Base);
                c.MapLarge(segment, s_readWrite);
            });
        }
        VmSpace.Deactivate();
        space.Dispose();
    }

    private static void EndOfSpace()
    {
        using USegment segment = USegment.AllocLarge();
        for (int split = 0; split < 2; split++)
        {
            var space = new VmSpace();
            With(space, (ref VmCursor c) =>
            {
                c.MapLarge(segment, s_readWrite);
                c.Jump(Base);
                c.Unmap((ulong)split * Page.Size);
            });
            RequireUntouched(space, segment);
        }
    }

    /// <summary>The space ends, and no page of the segment has a reference of a mapping.</summary>
    private static void RequireUntouched(VmSpace space, USegment segment)
    {
        space.Dispose();
        foreach (int page in (int[])[0, 1, 299, 300, LargePage.Pages - 1])
            Require(ReferencesOn(segment, page) == 1, $"page {page}, which is not mapped, has {ReferencesOn(segment, page)} references");
    }

    private static long ReferencesOn(USegment segment, int page)
    {
        using UFrame frame = segment.Frame(page);
        return frame.ReferenceCount - 1;
    }

    /// <summary>Does something for which no more than a few pages are left. It must end with an exception that says so.</summary>
    private static void WithoutMemory(int left, Action action)
    {
        var taken = new List<UFrame>();
        try
        {
            while (true)
                taken.Add(UFrame.Alloc());
        }
        catch (OutOfMemoryException)
        {
        }
        for (int i = 0; i < left; i++)
        {
            taken[^1].Dispose();
            taken.RemoveAt(taken.Count - 1);
        }
        try
        {
            action();
            throw new AttackSucceededException("it was done without memory for it");
        }
        catch (OutOfMemoryException)
        {
        }
        taken.ForEach(static f => f.Dispose());
    }

    private static void Touch(VmSpace space, ulong address) =>
        Require(space.TryWriter(address, 1, out VmWriter writer) && writer.TryWriteByte(1), "a page that is mapped can be written");

    private static bool CanRead(VmSpace space, ulong address) => space.TryReader(address, 1, out VmReader reader) && reader.TryReadByte(out _);

    private delegate void CursorMove(ref VmCursor cursor);

    /// <summary>A cursor over one large page's span.</summary>
    private static void With(VmSpace space, CursorMove move)
    {
        VmCursor cursor = space.Cursor(Base, Base + Size);
        try
        {
            move(ref cursor);
        }
        finally
        {
            cursor.Dispose();
        }
    }
}
