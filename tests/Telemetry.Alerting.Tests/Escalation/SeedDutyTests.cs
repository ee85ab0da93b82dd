using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Rules;
using Telemetry.Alerting.Tests.Systems;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Tests.Escalation;

/// <summary>The delivered city leaves nobody alone.</summary>
public sealed class SeedDutyTests
{
    private static readonly City City = CityLoader.Load(SeedsFolder.Path).City!;

    [Fact]
    public void Duties_EveryDeviceInService_ClimbsToTheCityOverAtLeastTwoLevels()
    {
        var finder = new DutyFinder(City, Roster.Empty, []);
        var places = City.Devices.Where(device => device.State == DeviceState.InService).Select(device => (Area: device.Area.Id, System: device.Kind.System.Id)).Distinct();
        string[] alone = [.. places.Where(place => finder.Find(place.Area, place.System, 0).Levels is not { Count: >= 2 } levels
            || levels[^1].Duty is not { Id: "city-duty", Area.Level: AreaLevel.City }
            || levels.Any(level => level.Duty.Deputies.Count == 0 && level.Duty.Post is not (DutyPost.VillageCadre or DutyPost.GridWorker)))
            .Select(place => $"{place.System} in {place.Area}")];

        Assert.Empty(alone);
    }

    [Fact]
    public void Duties_RiverChiefs_StandAtEachLevelOfEveryArea() =>
        Assert.Empty(City.Areas.Where(area => !City.Duties.Any(duty => duty.Area == area && duty.Post == DutyPost.RiverChief)));

    [Fact]
    public void Duties_EveryOne_SaysWhatItIs() => Assert.DoesNotContain(City.Duties, duty => duty.Post is null);

    [Fact]
    public void Ladders_EverySeverityOfARule_HasOneAndLifeSafetyEndsOnTheScreen()
    {
        var ladders = LadderSet.Of(City);

        Assert.All(Enum.GetValues<Severity>(), severity => Assert.NotNull(ladders.For(severity, null)));
        foreach (var rule in City.Systems.SelectMany(system => system.Kinds).SelectMany(kind => kind.Rules))
        {
            Assert.True(SeverityText.TryParse(rule.Severity.Value, out var severity));
            var ladder = ladders.For(severity, rule.Escalation?.Value)!;
            Assert.Equal(severity == Severity.Low, ladder.Steps.Count == 0);
            if (rule.LifeSafety || severity >= Severity.High)
            {
                Assert.Contains(Way.Screen, ladder.Steps[^1].Ways);
                Assert.True(ladder.Steps[^1].Targets.HasFlag(LadderTargets.AllLevels));
            }
        }
    }

    [Theory]
    [InlineData("critical", "0 5 10 15", "call,app,sms", null)]
    [InlineData("high", "0 10 20 40", "call,app", null)]
    [InlineData("medium", "0 30 60", "app,sms", null)]
    [InlineData("low", "", "", null)]
    [InlineData("camera", "0 1 5 10 15", "call,app,sms", 10)]
    [InlineData("lift", "0 1 5 10 15", "call,app,sms", 30)]
    [InlineData("water-meter", "0 15 30 60", "call,app", 60)]
    public void Ladders_Numbers_AreTheDomains(string id, string minutes, string firstWays, int? onSite)
    {
        var ladder = LadderSet.Of(City).Find(id)!;

        Assert.Equal(minutes, string.Join(' ', ladder.Steps.Select(step => step.After.TotalMinutes)));
        Assert.Equal(firstWays, string.Join(',', ladder.Steps.Take(1).SelectMany(step => step.Ways).Select(WayText.Of)));
        Assert.Equal(onSite, ladder.OnSite?.TotalMinutes);
    }

    [Theory]
    [InlineData("water-safety", "person-in-water", "camera")]
    [InlineData("elevator", "trapped", "lift")]
    [InlineData("elevator", "alarm-button", "lift")]
    [InlineData("water-meter", "no-use", "water-meter")]
    [InlineData("heating", "leak-critical", "critical")]
    public void Ladders_OfRules_AreTheirSystems(string system, string rule, string ladder)
    {
        var definition = City.FindSystem(system)!.Kinds.SelectMany(kind => kind.Rules).First(known => known.Id.Value == rule);
        Assert.True(SeverityText.TryParse(definition.Severity.Value, out var severity));

        Assert.Equal(ladder, LadderSet.Of(City).For(severity, definition.Escalation?.Value)!.Id);
    }
}
