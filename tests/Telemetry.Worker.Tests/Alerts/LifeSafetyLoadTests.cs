using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Alerts;

/// <summary>What people have to be told of cannot be written so that they are not.</summary>
public sealed class LifeSafetyLoadTests
{
    [Theory]
    [InlineData("low", 1)]
    [InlineData("medium", 0)]
    public void LifeSafety_OfTheLeastSeverity_IsRefusedAtLoad(string severity, int expected)
    {
        City city = TestCity.Load(heating: TestCity.Heating.Replace("severity: high", $"severity: {severity}\n        life-safety: true", StringComparison.Ordinal));
        var mistakes = new List<Mistake>();

        RuleSet.Compile(city, mistakes);

        Assert.Equal(expected, mistakes.Count(mistake => mistake.ToString().Contains("rule 'low' is about life and safety: 'low' is only listed", StringComparison.Ordinal)));
        Assert.Equal(expected, mistakes.Count);
    }
}
