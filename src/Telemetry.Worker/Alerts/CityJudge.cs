using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Alerts;

/// <summary>What judges the records that were made by one city: its rules, their engine, and what reads its records.</summary>
internal sealed class CityJudge
{
    private readonly RuleSet _rules;

    private CityJudge(RuleSet rules)
    {
        _rules = rules;
        Engine = new RuleEngine(rules);
        Samples = new SampleReader(rules.City);
    }

    public City City => _rules.City;

    public RuleEngine Engine { get; }

    public SampleReader Samples { get; }

    /// <param name="city">The city.</param>
    /// <param name="trouble">Why there is none: a rule that an earlier version of the program took.</param>
    public static CityJudge? TryCreate(City city, out string trouble)
    {
        var mistakes = new List<Mistake>();
        var rules = RuleSet.Compile(city, mistakes);
        trouble = mistakes.Count == 0 ? "" : mistakes[0].ToString();
        return mistakes.Count == 0 ? new CityJudge(rules) : null;
    }

    /// <summary>Goes on with the state of the one before: what both know by the same ids.</summary>
    /// <returns>The conditions that stood there and that nothing here will end.</returns>
    public IReadOnlyList<OrphanedCondition> TakeOver(CityJudge before)
    {
        using var state = new MemoryStream();
        before.Engine.Save(state);
        state.Position = 0;
        return Engine.Load(state);
    }

    /// <summary>Why a condition has ended that this city does not know, in Chinese and English.</summary>
    public string WhyEnded(OrphanedCondition orphan)
    {
        if (City.FindDevice(orphan.DeviceId) is not { } device)
            return $"设备 {orphan.DeviceId} 已从清单中移除。 Device {orphan.DeviceId} is not in the inventory any more.";
        if (device.State == DeviceState.Retired)
            return $"设备 {orphan.DeviceId} 已退役。 Device {orphan.DeviceId} is retired.";
        return _rules.Find(device.Kind, orphan.RuleId) is null
            ? $"规则 {orphan.RuleId} 已不存在。 There is no rule {orphan.RuleId} any more."
            : $"设备 {orphan.DeviceId} 已改为另一类型。 Device {orphan.DeviceId} is of another kind now.";
    }
}
