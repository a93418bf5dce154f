using System;
using Ostd;
using Ostd.Frames;
using Ostd.Model;
using Services.Policies;

namespace Verification.Attacks.Frames;

/// <summary>A policy for pages that is honest until it is told what to answer instead. It is the machine's <see cref="Kernel.Services"/>, so that whoever runs there finds it.</summary>
internal sealed class LyingFrameAllocator : IFrameAllocator
{
    private readonly BuddyAllocator _honest = new();

    /// <summary>The next answers, for so many pages with such an alignment; null: the honest ones.</summary>
    public Func<int, ulong, ulong?>? Lie { get; set; }

    /// <summary>What happens while pages come back; null: what should.</summary>
    public Action<ulong, int>? OnDealloc { get; set; }

    /// <summary>The one of the kernel that executes.</summary>
    public static LyingFrameAllocator Current => (LyingFrameAllocator)Kernel.Current.Services!;

    public long FreePages => _honest.FreePages;

    /// <summary>A machine with this policy.</summary>
    public static ModelOptions Machine(int megabytes = 4) => new()
    {
        MemoryMiB = megabytes,
        MaxSteps = 5_000_000,
        Inject = static kernel =>
        {
            var liar = new LyingFrameAllocator();
            kernel.Services = liar;
            kernel.InjectFrameAllocator(liar);
        },
    };

    public ulong? Alloc(int pages, ulong alignment) => Lie is { } lie ? lie(pages, alignment) : _honest.Alloc(pages, alignment);

    /// <summary>What the honest policy would answer: for lies that are half true.</summary>
    public ulong? AllocHonestly(int pages, ulong alignment) => _honest.Alloc(pages, alignment);

    public void Dealloc(ulong paddr, int pages)
    {
        OnDealloc?.Invoke(paddr, pages);
        _honest.Dealloc(paddr, pages);
    }

    public void AddFreeMemory(ulong paddr, ulong pages) => _honest.AddFreeMemory(paddr, pages);
}
