using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Escalation;

namespace Telemetry.Worker.Tests.Escalation;

/// <summary>Three duties, village, town and city, each with a holder and a deputy, and a ladder for each severity.</summary>
internal sealed class FakeDesk : IWhoAnswers
{
    public static readonly string[] Levels = ["village", "town", "city"];

    public Dictionary<Severity, Ladder> Ladders { get; } = [];

    public IReadOnlyList<DutyLevel> Chain { get; set; } = [.. Levels.Select(Level)];

    public static Ladder Ladder(string id, TimeSpan repeat, params LadderStep[] steps) => new() { Id = id, Steps = steps, Repeat = repeat };

    public static LadderStep Step(double afterSeconds, LadderTargets targets, params Way[] ways) => new(TimeSpan.FromSeconds(afterSeconds), targets, ways);

    public static Person Person(string id) => new(id, new LocalizedText(id, id), new Dictionary<string, string> { ["phone"] = "10086-secret" });

    public DutyChain Find(string areaId, string systemId, long atMs) => new(Chain);

    public Ladder? LadderOf(Incident incident) => Ladders.GetValueOrDefault(incident.Severity);

    private static DutyLevel Level(string name)
    {
        // The area is nobody's concern here, and a city takes long to load for a process that lives for a moment.
        var duty = new Duty { Id = $"{name}-duty", Area = null!, Systems = [], Role = new LocalizedText(name, name) };
        return new DutyLevel(duty, null, [Person($"{name}-holder")], [Person($"{name}-deputy")], new LocalizedText("近", "near"));
    }
}
