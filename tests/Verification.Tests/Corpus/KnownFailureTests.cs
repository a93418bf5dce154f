using System.Linq;
using Verification.Corpus;
using Verification.Exploration;
using Xunit;

namespace Verification.Tests.Corpus;

public class KnownFailureTests
{
    public static TheoryData<string> Names => [.. KnownFailure.All.Select(f => f.Name)];

    [Theory, MemberData(nameof(Names))]
    public void The_faulty_twin_fails_and_its_schedule_replays(string name)
    {
        var failure = KnownFailure.All.Single(f => f.Name == name);
        var result = new Explorer().Exhaustively(failure.Model, failure.Faulty);
        Assert.False(result.Holds, $"not caught: {result.Verdict}");
        Assert.StartsWith(failure.Rule, result.Failure!.Message);
        Assert.Equal(result.Failure.Message, new Explorer().Replay(result.Schedule!, failure.Faulty).Failure!.Message);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_repaired_twin_holds_completely(string name)
    {
        var failure = KnownFailure.All.Single(f => f.Name == name);
        foreach (var model in new[] { MemoryModel.Sc, MemoryModel.Tso })
        {
            var result = new Explorer().Exhaustively(model, failure.Repaired);
            Assert.True(result.Holds && result.Exhausted, $"{model}: {result.Verdict}\n{result.Report}");
            Assert.Equal(0, result.Redundant);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_store_buffer_failure_is_invisible_without_store_buffers(string name)
    {
        var failure = KnownFailure.All.Single(f => f.Name == name);
        var result = new Explorer().Exhaustively(MemoryModel.Sc, failure.Faulty);
        Assert.Equal(failure.Model == MemoryModel.Tso, result.Holds);
    }
}
