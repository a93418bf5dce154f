using Verification.Exploration;
using Verification.Linearizability;
using Xunit;

namespace Verification.Tests.Linearizability;

public class LinearizerTests
{
    // A counter: operation 0 reads, any other adds; both answer the value before.
    private static readonly Linearizer<long, long, long> s_counter = new(0, (state, add) => (state + add, state));

    [Fact]
    public void A_read_may_see_the_value_before_or_after_a_concurrent_add_but_not_before_an_earlier_one()
    {
        Assert.NotNull(s_counter.Explain([new(0, 5, 0, 1, 4), new(1, 0, 0, 2, 3)]));
        Assert.NotNull(s_counter.Explain([new(0, 5, 0, 1, 4), new(1, 0, 5, 2, 3)]));
        Assert.Null(s_counter.Explain([new(0, 5, 0, 1, 2), new(1, 0, 0, 3, 4)]));
        Assert.Null(s_counter.Explain([new(0, 5, 0, 1, 4), new(1, 0, 3, 2, 3)]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_explorer_finds_the_history_a_torn_counter_cannot_explain(bool atomic)
    {
        var result = new Explorer().Exhaustively(MemoryModel.Sc, s =>
        {
            SharedWord word = s.Word(), clock = s.Word();
            var history = new History<long, long>(() => clock.FetchAdd(1));
            for (int i = 0; i < 2; i++)
            {
                int strand = i;
                s.Strand(() => history.Record(strand, 1, () => atomic ? word.FetchAdd(1) : Torn(word)));
            }
            s.AtEnd(() => s.Assert(s_counter.Explain(history.Calls) is not null, "the counter is linearizable"));
        });
        Assert.Equal(atomic, result.Holds);

        static long Torn(SharedWord word)
        {
            long old = word.Load();
            word.Store(old + 1);
            return old;
        }
    }
}
