using Verification;
using Verification.Commands;
using Xunit;

namespace Invariants.Tests;

/// <summary><c>./asterism check</c>: what it accepts and how it ends.</summary>
public sealed class CheckCommandTests
{
    private const int Holds = 0, WrongUsage = 64;

    [Theory]
    [InlineData("0")]
    [InlineData("11")]
    [InlineData("no such checker")]
    [InlineData("--time", "5")]
    [InlineData("--time", "-3s")]
    [InlineData("--seed", "x")]
    [InlineData("--only", "buddy")]
    [InlineData("--mutants", "--only", "no such mutant")]
    [InlineData("--unknown")]
    [InlineData("policies", "--replay", "1,2")]
    [InlineData("policies", "--replay", "1,3,2", "--seed", "4")]
    [InlineData("--replay", "1,3,2")]
    [InlineData("--time")]
    [InlineData("--seed", "-1")]
    [InlineData("--mutants", "--time", "3m")]
    [InlineData("--mutants", "--seed", "3")]
    [InlineData("--html", "x.html", "policies")]
    [InlineData("--seeded", "no-such-mutant")]
    public void Wrong_usage_is_refused(params string[] arguments) => Assert.Equal(WrongUsage, Program.Main(["check", .. arguments]));

    [Theory]
    [InlineData("--list")]
    [InlineData("policies", "--list")]
    [InlineData("policies", "--seed", "3")]
    [InlineData("buddy allocator hands out", "--replay", "1,3,20")]
    public void What_holds_ends_with_status_zero(params string[] arguments) => Assert.Equal(Holds, Program.Main(["check", .. arguments]));

    [Fact]
    public void Times_are_typed_with_a_unit()
    {
        Assert.Equal(90, Duration.Parse("90s")!.Value.TotalSeconds);
        Assert.Equal(90, Duration.Parse("1.5m")!.Value.TotalSeconds);
        Assert.Equal(7200, Duration.Parse("2h")!.Value.TotalSeconds);
        Assert.Null(Duration.Parse("h"));
        Assert.Null(Duration.Parse("10"));
        Assert.Null(Duration.Parse("0s"));
        Assert.Null(Duration.Parse("99999h"));
    }
}
