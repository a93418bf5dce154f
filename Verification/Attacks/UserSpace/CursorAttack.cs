using System;
using System.Collections.Generic;
using Ostd;
using Ostd.Frames;
using Ostd.Io;
using Ostd.UserSpace;
using Verification.Attacks.CpuState;
using Verification.Checking;
using static Verification.Attacks.Attack;

namespace Verification.Attacks.UserSpace;

/// <summary>Cursors with every kind of wrong range, length, frame and lifetime.</summary>
internal static class CursorAttack
{
    private const ulong Base = 0x40_0000, Page = 4096, Beyond = 1UL << 63;

    private static readonly PageProperty s_readWrite = new(PageFlags.Read | PageFlags.Write);

    public static IReadOnlyList<Checker> Checkers { get; } =
    [
        Checker("A cursor cannot be made over, moved to, or act on anything but pages of its range in the user half", [5], "user-space",
        [
            new("ranges that are empty, reversed, unaligned, in the kernel half, or wrap around", WrongRanges),
            new("jumps out of the range", WrongJumps),
            new("lengths that leave the range or overflow", WrongLengths),
            new("mapping past the end", MapPastEnd),
            new("the last page of the user half, and the one behind it", LastPage),
        ]),
        Checker("A cursor that is stale, copied, nested or in the wrong context changes nothing", [5], "user-space",
        [
            new("use after disposal", UseAfterDispose),
            new("a copy disposed after another cursor took its place", CopyDisposedLate),
            new("a cursor of nothing", Nothing),
            new("two overlapping cursors of one task", OverlapWithOneself),
            new("more cursors than a CPU has", TooMany),
            new("from an interrupt handler, while the interrupted task edits", FromHandler),
            new("a space that was disposed", DisposedSpace),
            new("sleeping with a cursor", SleepWithCursor),
            new("mapping through a table that another cursor has emptied", MapInEmptiedTable),
        ]),
        Checker("Only live untyped pages, and whole pages of device memory, can be mapped", [5], "user-space",
        [
            new("over what is mapped already", MapTwice),
            new("a frame that was disposed", MapStale),
            new("no frame", MapNull),
            new("the frame's handle disposed while it is mapped", HandleGone),
            new("device memory that shares its page with others", SubPageDevice),
            new("parts outside the device memory", DeviceParts),
            new("device memory to execute", ExecutableDevice),
            new("device memory that was given back", StaleDevice),
            new("device memory given back while it is mapped, and acquired by another", DevicePinned),
            new("device memory that is mapped when its space ends", DeviceMappedAtEnd),
        ]),
    ];

    private static void WrongRanges()
    {
        var space = new VmSpace();
        (ulong Start, ulong End)[] ranges =
        [
            (Base, Base), (Base + Page, Base), (Base + 1, Base + Page), (Base, Base + 1), (0, ulong.MaxValue), (VmSpace.UserEnd, VmSpace.UserEnd + Page),
            (VmSpace.UserEnd - Page, VmSpace.UserEnd + Page), (0xffff_8000_0000_0000, 0xffff_8000_0000_1000), (0xffff_ffff_ffff_f000, 0), (Base, Beyond), (ulong.MaxValue - 0xfff, ulong.MaxValue),
        ];
        foreach ((ulong start, ulong end) in ranges)
            Refused(OstdError.InvalidArgs, () => space.Cursor(start, end).Dispose());
        space.Dispose();
    }

    private static void WrongJumps()
    {
        var space = new VmSpace();
        foreach (ulong target in (ulong[])[Base - Page, Base + 2 * Page, Base + 1, 0, ulong.MaxValue, 0xffff_8000_0000_0000])
            Refused(OstdError.InvalidArgs, () => With(space, (ref VmCursor c) => c.Jump(target)));
        space.Dispose();
    }

    private static void WrongLengths()
    {
        var space = new VmSpace();
        foreach (ulong length in (ulong[])[3 * Page, 1, Page + 1, ulong.MaxValue, ulong.MaxValue - 0xfff, unchecked(0UL - Base), Beyond])
        {
            Refused(OstdError.InvalidArgs, () => With(space, (ref VmCursor c) => c.Unmap(length)));
            Refused(OstdError.InvalidArgs, () => With(space, (ref VmCursor c) => c.Protect(length, PageFlags.None, PageFlags.Write)));
            Refused(OstdError.InvalidArgs, () => With(space, (ref VmCursor c) => c.TryFindNext(length)));
        }
        space.Dispose();
    }

    private static void MapPastEnd()
    {
        var space = new VmSpace();
        using UFrame frame = UFrame.Alloc();
        Refused(OstdError.InvalidArgs, () => With(space, (ref VmCursor c) =>
        {
            for (int i = 0; i < 3; i++)
                c.Map(frame, s_readWrite);
        }));
        Require(frame.ReferenceCount == 3, $"a mapping that was refused took a reference: {frame.ReferenceCount} instead of 3");
        Refused(OstdError.InvalidArgs, () => With(space, (ref VmCursor c) =>
        {
            c.Unmap(2 * Page);
            c.TryQueryProperty(out _);
        }));
        space.Dispose();
        Require(frame.ReferenceCount == 1, "the space kept a page when it was freed");
    }

    private static void LastPage()
    {
        var space = new VmSpace();
        using UFrame frame = UFrame.Alloc();
        using (VmCursor cursor = space.Cursor(VmSpace.UserEnd - Page, VmSpace.UserEnd))
            cursor.Map(frame, s_readWrite);
        space.Activate();
        Require(space.TryWriter(VmSpace.UserEnd - 8, 8, out VmWriter writer) && writer.TryWriteUInt64(1), "the last page of the user half cannot be written");
        Require(!space.TryWriter(VmSpace.UserEnd - 8, 9, out _), "a write beyond the user half was accepted");
        VmSpace.Deactivate();
        space.Dispose();
    }

    private static void UseAfterDispose()
    {
        var space = new VmSpace();
        using UFrame frame = UFrame.Alloc();
        CursorMove[] moves =
        [
            (ref VmCursor c) => c.Map(frame, s_readWrite), (ref VmCursor c) => c.Unmap(Page), (ref VmCursor c) => c.Jump(Base), (ref VmCursor c) => c.Flush(),
            (ref VmCursor c) => c.TryQueryProperty(out _), (ref VmCursor c) => c.TryFindNext(Page), (ref VmCursor c) => c.Protect(Page, PageFlags.None, PageFlags.Write),
        ];
        foreach (CursorMove move in moves)
        {
            Refused(OstdError.Stale, () => With(space, (ref VmCursor c) =>
            {
                c.Dispose();
                move(ref c);
            }));
        }
        Require(frame.ReferenceCount == 1, "a disposed cursor mapped a page");
        space.Dispose();
    }

    private static void CopyDisposedLate()
    {
        var space = new VmSpace();
        VmCursor first = space.Cursor(Base, Base + Page);
        VmCursor copy = first;
        first.Dispose();
        using VmCursor second = space.Cursor(Base, Base + Page);
        copy.Dispose();
        first.Dispose();
        // Still exclusive: the range is the second cursor's.
        Refused(OstdError.InvalidArgs, () => space.Cursor(Base, Base + Page).Dispose());
        Require(second.Address == Base, "the second cursor moved");
    }

    private static void Nothing()
    {
        Refused(OstdError.Stale, static () =>
        {
            VmCursor none = default;
            none.Unmap(Page);
        });
        default(VmCursor).Dispose();
    }

    private static void OverlapWithOneself()
    {
        var space = new VmSpace();
        using VmCursor cursor = space.Cursor(Base, Base + 4 * Page);
        foreach ((ulong start, ulong end) in ((ulong, ulong)[])[(Base, Base + Page), (Base + 3 * Page, Base + 9 * Page), (0, VmSpace.UserEnd)])
            Refused(OstdError.InvalidArgs, () => space.Cursor(start, end).Dispose());
        using VmCursor beside = space.Cursor(Base + 4 * Page, Base + 5 * Page);
        Require(beside.Address == Base + 4 * Page, "a cursor beside it must be possible");
    }

    private static void TooMany()
    {
        var space = new VmSpace();
        using VmCursor a = space.Cursor(Base, Base + Page), b = space.Cursor(Base + Page, Base + 2 * Page);
        using VmCursor c = space.Cursor(Base + 2 * Page, Base + 3 * Page), d = space.Cursor(Base + 3 * Page, Base + 4 * Page);
        for (int i = 0; i < 3; i++)
            Refused(OstdError.NotEnoughResources, () => space.Cursor(Base + 9 * Page, Base + 10 * Page).Dispose());
    }

    private static void FromHandler()
    {
        var space = new VmSpace();
        using UFrame frame = UFrame.Alloc();
        for (int round = 0; round < 20; round++)
        {
            bool fired = false;
            Exception? failure = null;
            var timer = new Ostd.Timers.Timer(() =>
            {
                try
                {
                    Refused(OstdError.AtomicMode, () => space.Cursor(Base, Base + Page).Dispose());
                    Refused(OstdError.AtomicMode, space.Activate);
                    Refused(OstdError.AtomicMode, VmSpace.Deactivate);
                }
                catch (Exception e)
                {
                    failure = e;
                }
                fired = true;
            });
            timer.Arm(0);
            while (!fired)
            {
                using VmCursor cursor = space.Cursor(Base, Base + Page);
                cursor.Map(frame, s_readWrite);
                cursor.Jump(Base);
                cursor.Unmap(Page);
            }
            if (failure is not null)
                throw failure;
        }
        space.Dispose();
        Require(frame.ReferenceCount == 1, "references were lost");
    }

    private static void DisposedSpace()
    {
        var space = new VmSpace();
        space.Dispose();
        space.Dispose();
        Refused(OstdError.Stale, () => space.Cursor(Base, Base + Page).Dispose());
        Refused(OstdError.Stale, space.Activate);
        Refused(OstdError.Stale, () => space.TryReader(Base, 1, out _));
        Refused(OstdError.Stale, () => space.TryWriter(Base, 1, out _));
        Require(!space.TryCompareExchange(Base, 0, 0, out _), "memory of a space that is gone was reached");
    }

    private static void SleepWithCursor()
    {
        var space = new VmSpace();
        Refused(OstdError.AtomicMode, () => With(space, (ref VmCursor _) => Ostd.Tasks.Task.Yield()));
        space.Dispose();
    }

    // A cursor remembers the table that it found last, so the table stays while the cursor is there.
    private static void MapInEmptiedTable()
    {
        var space = new VmSpace();
        using UFrame frame = UFrame.Alloc();
        With(space, (ref VmCursor c) => c.Map(frame, s_readWrite));
        using (VmCursor beside = space.Cursor(Base + 4 * Page, Base + 5 * Page))
        {
            beside.TryQueryProperty(out _);
            With(space, (ref VmCursor c) => c.Unmap(Page));
            beside.Map(frame, s_readWrite);
        }
        using (VmCursor again = space.Cursor(Base + 4 * Page, Base + 5 * Page))
            Require(again.TryQueryProperty(out _), "a page that was mapped is not: its table had been freed");
        space.Dispose();
        Require(frame.ReferenceCount == 1, "the mapping was lost, and its reference with it");
    }

    private static void MapTwice()
    {
        var space = new VmSpace();
        using UFrame first = UFrame.Alloc(), second = UFrame.Alloc();
        With(space, (ref VmCursor c) => c.Map(first, s_readWrite));
        Refused(OstdError.InvalidArgs, () => With(space, (ref VmCursor c) => c.Map(second, s_readWrite)));
        Require(first.ReferenceCount == 2 && second.ReferenceCount == 1, $"references {first.ReferenceCount} and {second.ReferenceCount} instead of 2 and 1");
        space.Dispose();
    }

    private static void MapStale()
    {
        var space = new VmSpace();
        UFrame frame = UFrame.Alloc();
        frame.Dispose();
        Refused(OstdError.Stale, () => With(space, (ref VmCursor c) => c.Map(frame, s_readWrite)));
        With(space, (ref VmCursor c) => Require(!c.TryQueryProperty(out _), "a stale frame was mapped"));
        space.Dispose();
    }

    private static void MapNull()
    {
        var space = new VmSpace();
        try
        {
            With(space, (ref VmCursor c) => c.Map(null!, s_readWrite));
        }
        catch (NullReferenceException)
        {
        }
        With(space, (ref VmCursor c) => Require(!c.TryQueryProperty(out _), "nothing was mapped"));
        space.Dispose();
    }

    private static void HandleGone()
    {
        var space = new VmSpace();
        UFrame frame = UFrame.Alloc();
        With(space, (ref VmCursor c) => c.Map(frame, s_readWrite));
        frame.Dispose();
        space.Activate();
        for (int i = 0; i < 8; i++)
        {
            using UFrame other = UFrame.Alloc();
            other.Fill(0, 0xee, 4096);
            Require(space.TryReader(Base, 1, out VmReader reader) && reader.TryReadByte(out byte value) && value == 0, "a page that is mapped was given to somebody else");
        }
        VmSpace.Deactivate();
        space.Dispose();
    }

    private const ulong Window = 0xd000_0000;

    private static void SubPageDevice()
    {
        using IoMem small = IoMem.Acquire(Window + 0x100, 0x200), odd = IoMem.Acquire(Window + 0x2800, 2 * Page);
        var space = new VmSpace();
        Refused(OstdError.InvalidArgs, () => With(space, (ref VmCursor c) => c.MapIoMem(small, PageFlags.Read, 0, Page)));
        Refused(OstdError.InvalidArgs, () => With(space, (ref VmCursor c) => c.MapIoMem(odd, PageFlags.Read, 0, Page)));
        using IoMem whole = IoMem.Acquire(Window + 0x8000, 2 * Page), slice = whole.Slice(0x10, 0x1000);
        Refused(OstdError.InvalidArgs, () => With(space, (ref VmCursor c) => c.MapIoMem(slice, PageFlags.Read, 0, Page)));
        space.Dispose();
    }

    private static void DeviceParts()
    {
        using IoMem memory = IoMem.Acquire(Window, 2 * Page);
        var space = new VmSpace();
        foreach ((long offset, ulong length) in ((long, ulong)[])[(0x1000, 2 * Page), (0x2000, Page), (-4096, Page), (long.MaxValue - 0xfff, Page), (long.MinValue, Page), (1, Page), (0x800, Page)])
            Refused(OstdError.InvalidArgs, () => With(space, (ref VmCursor c) => c.MapIoMem(memory, PageFlags.Read, offset, length)));
        With(space, (ref VmCursor c) => Require(!c.TryQueryProperty(out _), "something was mapped"));
        space.Dispose();
    }

    private static void ExecutableDevice()
    {
        using IoMem memory = IoMem.Acquire(Window, Page);
        var space = new VmSpace();
        foreach (PageFlags flags in (PageFlags[])[PageFlags.Execute, PageFlags.Read | PageFlags.Execute, (PageFlags)0xff])
            Refused(OstdError.InvalidArgs, () => With(space, (ref VmCursor c) => c.MapIoMem(memory, flags, 0, Page)));
        space.Dispose();
    }

    private static void StaleDevice()
    {
        IoMem memory = IoMem.Acquire(Window, Page);
        memory.Dispose();
        var space = new VmSpace();
        Refused(OstdError.Stale, () => With(space, (ref VmCursor c) => c.MapIoMem(memory, PageFlags.Read, 0, Page)));
        space.Dispose();
    }

    private static void DevicePinned()
    {
        IoMem memory = IoMem.Acquire(Window, 2 * Page);
        var space = new VmSpace();
        With(space, (ref VmCursor c) => c.MapIoMem(memory, PageFlags.Read | PageFlags.Write, 0, 2 * Page));
        memory.Dispose();
        Refused(OstdError.AccessDenied, () => IoMem.Acquire(Window, Page).Dispose());
        With(space, (ref VmCursor c) => Require(c.Unmap(2 * Page) == 2, "two pages of device memory are unmapped"));
        Refused(OstdError.AccessDenied, () => IoMem.Acquire(Window, Page).Dispose());
        space.Dispose();
        IoMem.Acquire(Window, Page).Dispose();
    }

    private static void DeviceMappedAtEnd()
    {
        using IoMem memory = IoMem.Acquire(Window, 2 * Page);
        var space = new VmSpace();
        With(space, (ref VmCursor c) => c.MapIoMem(memory, PageFlags.Read | PageFlags.Write, 0, 2 * Page));
        space.Dispose();
    }

    private delegate void CursorMove(ref VmCursor cursor);

    private static void With(VmSpace space, CursorMove move)
    {
        VmCursor cursor = space.Cursor(Base, Base + 2 * Page);
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
