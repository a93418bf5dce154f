using InKernel;
using Services.Memory;

namespace InKernel.Services.Memory;

/// <summary>The sorted list of ranges, against searching all of them.</summary>
public static class VmaListTests
{
    private const int Slots = 200;

    [KernelTest]
    public static void Finds_what_a_search_of_everything_finds()
    {
        var random = new Lehmer(7);
        var list = new VmaList();
        var mapped = new Vma?[Slots];
        for (int step = 0; step < 2000; step++)
        {
            int slot = random.Next(Slots);
            if (mapped[slot] is null)
            {
                Vma vma = Range(slot);
                list.Insert(list.FirstEndingAbove(vma.Start), vma);
                mapped[slot] = vma;
            }
            else
            {
                int index = list.FirstEndingAbove(Range(slot).Start);
                Check.Same(mapped[slot], list[index]);
                list.RemoveRange(index, 1);
                mapped[slot] = null;
            }

            int probe = random.Next(Slots);
            Check.Same(mapped[probe], list.Find(Range(probe).Start));
            Check.Same(mapped[probe], list.Find(Range(probe).End - 1));
            Check.Null(list.Find(Range(probe).End), "between two ranges");
        }

        Check.Null(list.Find(ulong.MaxValue));
        Check.Null(list.Find(0));
    }

    [KernelTest]
    public static void A_copy_does_not_follow_the_original()
    {
        var list = new VmaList();
        list.Insert(0, Range(1));
        var copy = new VmaList(list);
        list.Insert(0, Range(0));
        list.Replace(1, Range(2));
        Check.Equal(1, copy.Count);
        Check.Equal(Range(1).Start, copy[0].Start);
    }

    // Each slot has a page mapped and a page free.
    private static Vma Range(int slot) => new() { Start = 0x10000 + (ulong)slot * 0x2000, End = 0x11000 + (ulong)slot * 0x2000, Protection = Protection.Read };
}
