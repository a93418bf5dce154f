using System;
using System.Collections.Generic;
using System.Linq;
using Verification.Exploration;
using Xunit;

namespace Verification.Tests.Exploration;

/// <summary>The outcomes of the classic litmus tests under each memory model (Sewell et al., "x86-TSO", CACM 2010).</summary>
public class LitmusTests
{
    public static TheoryData<string, MemoryModel, string> Published => new()
    {
        // Store buffering: only a store buffer lets both read 0.
        { "SB", MemoryModel.Sc, "01 10 11" },
        { "SB", MemoryModel.Tso, "00 01 10 11" },
        { "SB+fences", MemoryModel.Tso, "01 10 11" },
        { "SB+locked", MemoryModel.Tso, "01 10 11" },
        // Message passing and load buffering: x86 keeps stores in order, and loads in order.
        { "MP", MemoryModel.Sc, "00 01 11" },
        { "MP", MemoryModel.Tso, "00 01 11" },
        { "LB", MemoryModel.Sc, "00 01 10" },
        { "LB", MemoryModel.Tso, "00 01 10" },
        // All see independent writes in one order: 10 by one reader and 10 by the other is forbidden.
        { "IRIW", MemoryModel.Sc, "0000 0001 0010 0011 0100 0101 0110 0111 1000 1001 1011 1100 1101 1110 1111" },
        { "IRIW", MemoryModel.Tso, "0000 0001 0010 0011 0100 0101 0110 0111 1000 1001 1011 1100 1101 1110 1111" },
        { "2+2W", MemoryModel.Sc, "12 21 22" },
        { "2+2W", MemoryModel.Tso, "12 21 22" },
        { "R", MemoryModel.Sc, "10 11 21" },
        { "R", MemoryModel.Tso, "10 11 20 21" },
        { "S", MemoryModel.Sc, "10 11 20" },
        { "S", MemoryModel.Tso, "10 11 20" },
        { "Dekker", MemoryModel.Sc, "apart" },
        { "Dekker", MemoryModel.Tso, "apart together" },
        { "Dekker+fences", MemoryModel.Tso, "apart" },
        { "Peterson", MemoryModel.Sc, "apart" },
        { "Peterson", MemoryModel.Tso, "apart together" },
        { "Peterson+fences", MemoryModel.Tso, "apart" },
    };

    [Theory, MemberData(nameof(Published))]
    public void Outcomes_are_the_published_ones(string test, MemoryModel model, string expected)
    {
        var result = new Explorer().Exhaustively(model, s_tests[test]);
        Assert.True(result.Exhausted, result.Verdict);
        Assert.Equal(0, result.Redundant);
        Assert.Equal(expected, string.Join(' ', result.Outcomes.Keys));
    }

    /// <summary>All but the one with too many interleavings to enumerate without reduction: IRIW with store buffers.</summary>
    public static TheoryData<string, MemoryModel> Enumerable
    {
        get
        {
            var rows = new TheoryData<string, MemoryModel>();
            foreach (object[] row in Published)
                if ((string)row[0] != "IRIW" || (MemoryModel)row[1] != MemoryModel.Tso)
                    rows.Add((string)row[0], (MemoryModel)row[1]);
            return rows;
        }
    }

    [Theory, MemberData(nameof(Enumerable))]
    public void Reduction_loses_no_class(string test, MemoryModel model)
    {
        var reduced = new Explorer { CollectClasses = true }.Exhaustively(model, s_tests[test]);
        var all = new Explorer { CollectClasses = true }.WithoutReduction(model, s_tests[test]);
        Assert.True(all.Exhausted);
        Assert.Equal(all.Classes.Order(), reduced.Classes.Order());
        Assert.Equal(reduced.Classes.Count, reduced.Complete);
    }

    [Theory]
    [InlineData("SB", false)]
    [InlineData("SB+fences", true)]
    [InlineData("SB+locked", true)]
    [InlineData("MP", true)]
    [InlineData("Dekker", false)]
    [InlineData("Dekker+fences", true)]
    public void Robustness_says_whether_store_buffers_matter(string test, bool robust)
    {
        var (isRobust, extra) = new Explorer().Robustness(s_tests[test]);
        Assert.Equal(robust, isRobust);
        Assert.Equal(robust, extra.Count == 0);
    }

    private static readonly Dictionary<string, Action<Scenario>> s_tests = new()
    {
        ["SB"] = s => StoreBuffering(s, () => { }, locked: false),
        ["SB+fences"] = s => StoreBuffering(s, s.Fence, locked: false),
        ["SB+locked"] = s => StoreBuffering(s, () => { }, locked: true),
        ["MP"] = s =>
        {
            var (x, y) = (s.Word(), s.Word());
            long r0 = 0, r1 = 0;
            s.Strand(() => { x.Store(1); y.Store(1); });
            s.Strand(() => { r0 = y.Load(); r1 = x.Load(); });
            s.AtEnd(() => s.Outcome = $"{r0}{r1}");
        },
        ["LB"] = s =>
        {
            var (x, y) = (s.Word(), s.Word());
            long r0 = 0, r1 = 0;
            s.Strand(() => { r0 = x.Load(); y.Store(1); });
            s.Strand(() => { r1 = y.Load(); x.Store(1); });
            s.AtEnd(() => s.Outcome = $"{r0}{r1}");
        },
        ["IRIW"] = s =>
        {
            var (x, y) = (s.Word(), s.Word());
            long r0 = 0, r1 = 0, r2 = 0, r3 = 0;
            s.Strand(() => x.Store(1));
            s.Strand(() => y.Store(1));
            s.Strand(() => { r0 = x.Load(); r1 = y.Load(); });
            s.Strand(() => { r2 = y.Load(); r3 = x.Load(); });
            s.AtEnd(() => s.Outcome = $"{r0}{r1}{r2}{r3}");
        },
        ["2+2W"] = s =>
        {
            var (x, y) = (s.Word(), s.Word());
            s.Strand(() => { x.Store(1); y.Store(2); });
            s.Strand(() => { y.Store(1); x.Store(2); });
            s.AtEnd(() => s.Outcome = $"{x.Final}{y.Final}");
        },
        ["R"] = s =>
        {
            var (x, y) = (s.Word(), s.Word());
            long r0 = 0;
            s.Strand(() => { x.Store(1); y.Store(1); });
            s.Strand(() => { y.Store(2); r0 = x.Load(); });
            s.AtEnd(() => s.Outcome = $"{y.Final}{r0}");
        },
        ["S"] = s =>
        {
            var (x, y) = (s.Word(), s.Word());
            long r0 = 0;
            s.Strand(() => { x.Store(2); y.Store(1); });
            s.Strand(() => { r0 = y.Load(); x.Store(1); });
            s.AtEnd(() => s.Outcome = $"{x.Final}{r0}");
        },
        ["Dekker"] = s => TryEnter(s, () => { }),
        ["Dekker+fences"] = s => TryEnter(s, s.Fence),
        ["Peterson"] = s => Peterson(s, () => { }),
        ["Peterson+fences"] = s => Peterson(s, s.Fence),
    };

    private static void StoreBuffering(Scenario s, Action fence, bool locked)
    {
        var (x, y) = (s.Word(), s.Word());
        long r0 = 0, r1 = 0;
        s.Strand(() => { Put(x); fence(); r0 = y.Load(); });
        s.Strand(() => { Put(y); fence(); r1 = x.Load(); });
        s.AtEnd(() => s.Outcome = $"{r0}{r1}");

        void Put(SharedWord word)
        {
            if (locked)
                word.Exchange(1);
            else
                word.Store(1);
        }
    }

    // Dekker's entry: raise a flag, enter only when the other's is down.
    private static void TryEnter(Scenario s, Action fence)
    {
        SharedWord[] flags = [s.Word(), s.Word()];
        int inside = 0;
        bool together = false;
        for (int i = 0; i < 2; i++)
        {
            int me = i;
            s.Strand(() =>
            {
                flags[me].Store(1);
                fence();
                if (flags[1 - me].Load() == 0)
                    inside++;
            });
        }
        s.AtEnd(() =>
        {
            together |= inside == 2;
            s.Outcome = together ? "together" : "apart";
        });
    }

    private static void Peterson(Scenario s, Action fence)
    {
        SharedWord[] flags = [s.Word(), s.Word()];
        var turn = s.Word();
        var inside = s.Word();
        bool together = false;
        for (int i = 0; i < 2; i++)
        {
            int me = i;
            s.Strand(() =>
            {
                flags[me].Store(1);
                turn.Store(1 - me);
                fence();
                if (flags[1 - me].Load() == 1 && turn.Load() != me)
                    s.Spin(() => flags[1 - me].Final == 0 || turn.Final == me);
                together |= inside.FetchAdd(1) == 1;
                inside.FetchAdd(-1);
                flags[me].Store(0);
            });
        }
        s.AtEnd(() => s.Outcome = together ? "together" : "apart");
    }
}
