using Telemetry.Alerting.Escalation;

namespace Telemetry.Worker.Tests.Escalation;

public sealed class EscalationTargetsTests
{
    private static readonly Ladder Climbing = FakeDesk.Ladder(
        "critical", TimeSpan.Zero,
        FakeDesk.Step(0, LadderTargets.Duty, Way.Call, Way.Screen),
        FakeDesk.Step(60, LadderTargets.NextLevel, Way.Call),
        FakeDesk.Step(120, LadderTargets.AllLevels, Way.Call));

    [Fact]
    public void LevelWithoutPeople_TheRoleAndTheNextLevelThatHasSomebody_InTheSameStep()
    {
        DutyChain chain = Chain("village", "town");

        Assert.Equal(["village-duty Call", "city-holder Call", "village-duty Screen"], Of(chain, 0));
        Assert.Equal(["town-duty Call", "city-holder Call"], Of(chain, 1));
        Assert.Equal(["village-duty Call", "city-holder Call", "town-duty Call"], Of(chain, 2));
    }

    [Fact]
    public void HighestLevelWithoutPeople_TheNearestBelowThatHasSomebody() =>
        Assert.Equal(["town-duty Call", "village-holder Call"], Of(Chain("town", "city"), 1));

    [Fact]
    public void NoHolderButADeputy_TheRoleAndTheDeputy()
    {
        DutyLevel[] levels = [.. new FakeDesk().Chain];
        levels[0] = levels[0] with { Holders = [] };

        Assert.Equal(["village-duty Call", "village-deputy Call", "village-duty Screen"], Of(new DutyChain(levels), 0));
    }

    [Fact]
    public void LevelAboveWithADeputyOnly_TheDeputyIsCalled()
    {
        DutyLevel[] levels = [.. Chain("village").Levels];
        levels[1] = levels[1] with { Holders = [] };

        Assert.Equal(["village-duty Call", "town-deputy Call", "village-duty Screen"], Of(new DutyChain(levels), 0));
    }

    [Fact]
    public void NobodyAtAll_TheRoleOnly() =>
        Assert.Equal(["village-duty Call", "village-duty Screen"], Of(Chain("village", "town", "city"), 0));

    private static IEnumerable<string> Of(DutyChain chain, int step) =>
        EscalationTargets.Of(Climbing, [step], chain).Select(target => $"{target.Person?.Id ?? target.Duty?.Id} {target.Way}");

    private static DutyChain Chain(params string[] without) =>
        new([.. new FakeDesk().Chain.Select(level => without.Any(name => level.Duty.Id == $"{name}-duty") ? level with { Holders = [], Deputies = [] } : level)]);
}
