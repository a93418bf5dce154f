using System;
using System.Collections.Generic;
using System.Linq;
using Ostd;
using Ostd.Frames;
using Ostd.UserSpace;
using Services.Policies;
using Verification.Checking;
using static Verification.Attacks.Attack;

namespace Verification.Attacks.Frames;

/// <summary>Invariants 1 and 4: a policy for pages that lies in every way, and clients that misuse handles on pages.</summary>
internal static class FrameAttacks
{
    public static IReadOnlyList<Checker> Checkers { get; } =
    [
        Checker(
            "Whatever the policy for pages answers, no page gets a second owner", [1], "frames",
            [
                .. Enum.GetValues<FrameLie>().Select(lie => new Move($"the answer: {lie}", () => Tell(lie), Panic: FrameLies.RuleFor(lie), Inject: InjectLiar)),
                new("the same page twice", SamePageTwice, Panic: "a page that is in use", Inject: InjectLiar),
                new("no memory, while handles, segments and spaces are made", NoMemory, Inject: InjectLiar),
                new("half of a segment's pages, then nothing", RunsOut, Inject: InjectLiar),
                new("nothing, until two collections have looked for what is dead", SecondCollection, Inject: InjectLiarAndHeap),
                new("an exception while pages come back", ThrowsOnReturn, Panic: "A frame allocator must not throw", Inject: InjectLiar),
                new("allocating while pages come back", AllocatesOnReturn, Panic: "it re-entered the framework", Inject: InjectLiar),
                new("a second policy", () => Kernel.Current.InjectFrameAllocator(new BuddyAllocator()), Panic: "A frame allocator is injected once.", Inject: InjectLiar),
            ]),
        Checker(
            "Handles on pages reach what they stand for, as long as they stand for it", [1, 4], "frames",
            [
                new("every use of a handle that was disposed", UsesOfTheDisposed),
                new("a page is disposed while it is copied from", DisposedWhileCopied, Cpus: 2),
                new("a handle is cloned and disposed by two CPUs at once", ClonedWhileDisposed, Cpus: 2),
                new("a handle is made unique and cloned by two CPUs at once", UniqueWhileCloned, Cpus: 2),
                new("a handle is dropped without being disposed", Dropped),
            ]),
    ];

    private static void InjectLiar(Kernel kernel) => LyingFrameAllocator.Machine().Inject!(kernel);

    private static void InjectLiarAndHeap(Kernel kernel)
    {
        InjectLiar(kernel);
        kernel.InjectHeapAllocator(new SlabHeap());
    }

    private static void Tell(FrameLie lie)
    {
        LyingFrameAllocator liar = LyingFrameAllocator.Current;
        using UFrame used = UFrame.Alloc();
        liar.Lie = FrameLies.Answer(lie, liar, used.Paddr);
        USegment.Alloc(FrameLies.LeastPages(lie));
    }

    private static void SamePageTwice()
    {
        LyingFrameAllocator liar = LyingFrameAllocator.Current;
        ulong? first = liar.AllocHonestly(1, Page.Size);
        liar.Lie = (_, _) => first;
        UFrame.Alloc();
        UniqueFrame.Alloc();
    }

    // What a dropped handle leads to is found dead one collection after the handle.
    private static void SecondCollection()
    {
        const int pages = 7; // nobody else asks for so many
        LyingFrameAllocator liar = LyingFrameAllocator.Current;
        int asked = 0;
        liar.Lie = (count, alignment) => count == pages && ++asked <= 2 ? null : liar.AllocHonestly(count, alignment);
        USegment.Alloc(pages).Dispose();
        liar.Lie = null;
        Require(asked == 3, $"the policy was asked {asked} times");
    }

    private static void NoMemory()
    {
        LyingFrameAllocator liar = LyingFrameAllocator.Current;
        using UFrame frame = UFrame.Alloc();
        using USegment segment = USegment.Alloc(2);
        long free = Kernel.Current.MemoryInfo.FreeBytes;
        liar.Lie = static (_, _) => null;
        Action[] calls = [() => UFrame.Alloc(), () => UniqueFrame.Alloc(), () => UFrame.CopyOf(frame), () => USegment.Alloc(2), () => new VmSpace()];
        foreach (Action call in calls)
            RequireOutOfMemory(call);
        // What needs no page works on.
        frame.Clone().Dispose();
        segment.Slice(1, 1).Dispose();
        liar.Lie = null;
        Require(Kernel.Current.MemoryInfo.FreeBytes == free, "pages were lost in calls that failed");
    }

    private static void RunsOut()
    {
        LyingFrameAllocator liar = LyingFrameAllocator.Current;
        long free = Kernel.Current.MemoryInfo.FreeBytes;
        var space = new VmSpace();
        using UFrame frame = UFrame.Alloc();
        int left = 1;
        liar.Lie = (pages, alignment) => left-- > 0 ? liar.AllocHonestly(pages, alignment) : null;
        // Three page tables are needed, and there is one.
        RequireOutOfMemory(() =>
        {
            using VmCursor cursor = space.Cursor(0x40_0000, 0x40_1000);
            cursor.Map(frame, new PageProperty(PageFlags.Read));
        });
        liar.Lie = null;
        Require(frame.ReferenceCount == 1, "a mapping that was not made counts");
        space.Dispose();
        frame.Dispose();
        Require(Kernel.Current.MemoryInfo.FreeBytes == free, "pages were lost in a mapping that failed half-way");
    }

    private static void RequireOutOfMemory(Action call)
    {
        try
        {
            call();
        }
        catch (OutOfMemoryException)
        {
            return;
        }
        throw new AttackSucceededException("a call succeeded without memory for it");
    }

    private static void ThrowsOnReturn()
    {
        LyingFrameAllocator.Current.OnDealloc = static (_, _) => throw new InvalidOperationException("a policy that fails");
        UFrame.Alloc().Dispose();
    }

    private static void AllocatesOnReturn()
    {
        LyingFrameAllocator.Current.OnDealloc = static (_, _) => UFrame.Alloc();
        UFrame.Alloc().Dispose();
    }

    // ---- Handles ---------------------------------------------------------------------------------------------

    private static void UsesOfTheDisposed()
    {
        using UFrame other = UFrame.Alloc();
        UFrame frame = UFrame.Alloc();
        UniqueFrame unique = UniqueFrame.Alloc();
        USegment segment = USegment.Alloc(3);
        frame.Dispose();
        unique.Dispose();
        segment.Dispose();
        // Their pages are somebody else's now.
        using USegment next = USegment.Alloc(8);
        Action[] uses =
        [
            () => _ = frame.Paddr, () => _ = frame.ReferenceCount, () => frame.Clone(), () => frame.Read(0, new byte[1]), () => frame.Write(0, new byte[1]),
            () => frame.Fill(0, 1, 1), () => frame.Reader(), () => frame.Writer(), () => other.CopyFrom(frame), () => frame.CopyFrom(other), () => UFrame.CopyOf(frame),
            () => frame.TryIntoUnique(out _), () => unique.Share(), () => unique.Write(0, new byte[1]), () => unique.Reader(), () => segment.Clone(), () => segment.Slice(0, 1),
            () => segment.Frame(0), () => segment.Reader(0, 1), () => segment.Writer(0, 1), () => segment.Fill(0, 1, 4096),
        ];
        foreach (Action use in uses)
            Refused(OstdError.Stale, use);
        byte[] bytes = new byte[8 * Page.Size];
        next.Read(0, bytes);
        Require(!bytes.AsSpan().ContainsAnyExcept((byte)0), "the next owner's bytes were written");
    }

    private static void DisposedWhileCopied() => Together(
        static frame => frame.Dispose(),
        static frame =>
        {
            byte[] bytes = new byte[Page.Size];
            frame.Read(0, bytes);
            Require(bytes[0] == 7 && !bytes.AsSpan().ContainsAnyExcept((byte)7), "a copy has bytes of the next owner");
        });

    private static void ClonedWhileDisposed() => Together(
        static frame => frame.Dispose(),
        static frame =>
        {
            using UFrame clone = frame.Clone();
            byte[] one = new byte[1];
            clone.Read(0, one);
            Require(one[0] == 7, "a clone has the next owner's page");
        });

    private static void UniqueWhileCloned() => Together(
        static frame =>
        {
            if (frame.TryIntoUnique(out UniqueFrame? unique))
                unique!.Dispose();
            else
                frame.Dispose();
        },
        static frame =>
        {
            using UFrame clone = frame.Clone();
            Require(clone.ReferenceCount >= 1, "a clone of a page that is unique");
        });

    /// <summary>Two tasks do something with the same handle at once, again and again; whoever comes too late is refused, and nothing is lost.</summary>
    private static void Together(Action<UFrame> first, Action<UFrame> second)
    {
        long free = Kernel.Current.MemoryInfo.FreeBytes;
        for (int round = 0; round < 4; round++)
        {
            UFrame frame = UFrame.Alloc();
            frame.Fill(0, 7, Page.Size);
            int done = 0;
            Ostd.Tasks.Task.Spawn(() =>
            {
                Late(() => second(frame));
                done++;
            });
            Ostd.Tasks.Task.Yield();
            Late(() => first(frame));
            using (UFrame taker = UFrame.Alloc())
                taker.Fill(0, 9, Page.Size);
            while (done == 0)
                Ostd.Tasks.Task.Yield();
            frame.Dispose();
        }
        long lost = free - Kernel.Current.MemoryInfo.FreeBytes;
        Require(lost <= StacksKept, $"{lost} bytes were lost in four rounds");
    }

    /// <summary>Stacks of the tasks, which stay mapped for the next ones.</summary>
    private const long StacksKept = 4 * 16 * Page.Size;

    private static void Late(Action use)
    {
        try
        {
            use();
        }
        catch (OstdException e) when (e.Error is OstdError.Stale or OstdError.Busy)
        {
        }
    }

    private static void Dropped()
    {
        long free = Kernel.Current.MemoryInfo.FreeBytes;
        long reclaimed = Kernel.Current.Dropped.Reclaimed;
        AllocAndForget();
        for (int i = 0; i < 20 && Kernel.Current.Dropped.Reclaimed == reclaimed; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Kernel.Current.Dropped.Drain();
        }
        Require(Kernel.Current.MemoryInfo.FreeBytes == free, "the page of a handle that was dropped is lost");
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void AllocAndForget() => UFrame.Alloc();
}
