using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Ostd.Paging;
using Verification.Checking;

namespace Verification.Properties.Paging;

/// <summary>Kernel virtual addresses (stacks, windows to devices) against a set of pages: no address has two owners, and what comes back joins again.</summary>
internal sealed class VirtualAreasProperty : PropertyRun<VirtualAreasProperty.Operation>
{
    private const ulong First = 0x100, Pages = 400;

    public static Checker Checker { get; } = PropertyRunner.Checker(
        "Kernel areas never overlap, are found while there is room, and join again",
        [4], "areas",
        Gen.Frequency(
            (50, from pages in Gen.Choose(1, 40) select (Operation)new Take(pages)),
            (40, from which in Gen.Choose(0, 99) select (Operation)new Return(which)),
            (1, from which in Gen.Choose(0, 99) select (Operation)new ReturnTwice(which))),
        static () => new VirtualAreasProperty(),
        new PropertyOptions { Sequences = 80, MaxLength = 80 });

    private readonly VirtualAreas _areas = new(First * 4096, (First + Pages) * 4096);
    private readonly SortedSet<ulong> _free = [.. Enumerable.Range((int)First, (int)Pages).Select(page => (ulong)page)];
    private readonly List<(ulong Page, ulong Pages)> _live = [];

    public abstract record Operation;

    public sealed record Take(int Pages) : Operation;

    public sealed record Return(int Which) : Operation;

    /// <summary>A bug of the framework itself: the machine stops.</summary>
    public sealed record ReturnTwice(int Which) : Operation;

    public override void Apply(Operation operation)
    {
        switch (operation)
        {
            case Take take:
                TakeSome((ulong)take.Pages);
                break;
            case Return { Which: var which } when _live.Count > 0:
                GiveBack(which % _live.Count);
                break;
            case ReturnTwice { Which: var which } when _live.Count > 0:
                (ulong page, ulong pages) = _live[which % _live.Count];
                GiveBack(which % _live.Count);
                RequirePanic(() => _areas.Return(page * 4096, pages), "A kernel area is returned twice");
                break;
        }
    }

    public override void End()
    {
        while (_live.Count > 0)
            GiveBack(0);
        RequireEqual(First * 4096, _areas.Take(Pages), "start of an area of all pages, when everything came back");
    }

    private void TakeSome(ulong pages)
    {
        ulong? lowest = _free.Where(page => Enumerable.Range(0, (int)pages).All(i => _free.Contains(page + (ulong)i))).Select(page => (ulong?)page).FirstOrDefault();
        ulong? found;
        try
        {
            found = _areas.Take(pages) / 4096;
        }
        catch (OutOfMemoryException)
        {
            found = null;
        }
        RequireEqual(lowest, found, $"page where {pages} page(s) fit first");
        if (found is not { } start)
            return;
        _live.Add((start, pages));
        for (ulong page = start; page < start + pages; page++)
            _free.Remove(page);
    }

    private void GiveBack(int index)
    {
        (ulong start, ulong pages) = _live[index];
        _areas.Return(start * 4096, pages);
        _live.RemoveAt(index);
        for (ulong page = start; page < start + pages; page++)
            _free.Add(page);
    }
}
