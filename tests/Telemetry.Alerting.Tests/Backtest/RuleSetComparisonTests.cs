using Telemetry.Alerting.Backtest;

namespace Telemetry.Alerting.Tests.Backtest;

public sealed class RuleSetComparisonTests
{
    [Fact]
    public void Of_SameReport_HasNoDifference()
    {
        var report = new History().Add(0, 10).Add(20, null).Report();

        var comparison = RuleSetComparison.Of(report, report);

        Assert.Equal(2, comparison.Same);
        Assert.Empty(comparison.OnlyBefore);
        Assert.Empty(comparison.OnlyAfter);
        Assert.Empty(comparison.Shifted);
        Assert.Empty(comparison.Rules);
    }

    [Fact]
    public void Of_OverlappingOfSameRuleAndDevice_IsShifted()
    {
        var before = new History().Add(100, 200, id: "a").Add(500, null, id: "b").Report();
        var after = new History().Add(130, 190, id: "c").Add(500, 900, id: "d").Report();

        var comparison = RuleSetComparison.Of(before, after);

        Assert.Equal(["30000 -10000", "0 "], comparison.Shifted.Select(shift => $"{shift.BeginShiftMs} {shift.EndShiftMs}"));
        Assert.Empty(comparison.OnlyBefore);
        Assert.Empty(comparison.OnlyAfter);
        Assert.Equal(0, comparison.Same);
    }

    [Fact]
    public void Of_OtherDeviceRuleOrTime_IsInOneOnly()
    {
        var before = new History().Add(0, 10, device: "s-1", id: "a").Add(0, 10, "medium", id: "b").Add(100, 110, id: "c").Report();
        var after = new History().Add(0, 10, device: "s-2", id: "d").Add(0, 10, "high", id: "e").Add(111, 120, id: "f").Report();

        var comparison = RuleSetComparison.Of(before, after);

        Assert.Equal(["a", "b", "c"], comparison.OnlyBefore.Select(incident => incident.Id));
        Assert.Equal(["d", "e", "f"], comparison.OnlyAfter.Select(incident => incident.Id));
        Assert.Equal(["high  0 -> 1", "medium  1 -> 0"], comparison.Rules.Select(rule => $"{rule.Rule}  {rule.Before} -> {rule.After}"));
    }

    [Fact]
    public void Of_OneSplitInTwo_MatchesOnceAndTheRestIsNew()
    {
        var before = new History().Add(0, 1_000, id: "a").Report();
        var after = new History().Add(10, 100, id: "b").Add(500, 1_000, id: "c").Report();

        var comparison = RuleSetComparison.Of(before, after);

        Assert.Equal(("a", "b"), (Assert.Single(comparison.Shifted).Before.Id, comparison.Shifted[0].After.Id));
        Assert.Equal("c", Assert.Single(comparison.OnlyAfter).Id);
        Assert.Equal(new RuleDifference("test", "low", 1, 2), Assert.Single(comparison.Rules));
    }

    [Fact]
    public void Of_ConcurrentConditionsOfOneDevice_MatchById()
    {
        // Two zones of a camera at once; the other rules see only the second.
        var before = new History().Add(0, 600, device: "cam-1", id: "z1").Add(5, 600, device: "cam-1", id: "z2").Report();
        var after = new History().Add(5, 600, device: "cam-1", id: "z2").Report();

        var comparison = RuleSetComparison.Of(before, after);

        Assert.Equal("z1", Assert.Single(comparison.OnlyBefore).Id);
        Assert.Equal(1, comparison.Same);
    }
}
