using Telemetry.Alerting.Escalation;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Drills;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Drills;

/// <summary>Some duties, each held by one person, whose id is the duty's with <c>-1</c>.</summary>
internal sealed class FakeRoster(params string[] duties) : IDrillRoster
{
    private static readonly Area Town = TestCity.Load().Areas[0];

    public HashSet<DateOnly> DaysOff { get; } = [];

    public HashSet<string> Unheld { get; } = [];

    public IReadOnlyList<Duty> Duties { get; set; } =
        [.. duties.Select(id => new Duty { Id = id, Area = Town, Systems = [], Role = new LocalizedText("岗位" + id, "Duty " + id) })];

    public IReadOnlyList<Way> Ways { get; set; } = [Way.Call, Way.App];

    public TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    public string? WholeCity => Town.Id;

    public IReadOnlyList<Person> HoldersOf(Duty duty, long atMs) => Unheld.Contains(duty.Id) ? [] : [Person(duty.Id + "-1")];

    public Person? FindPerson(string id) => id.StartsWith("no", StringComparison.Ordinal) ? null : Person(id);

    public IReadOnlyList<string> AreasOf(string personId) => [Town.Id];

    public bool IsDayOff(DateOnly day) => DaysOff.Contains(day);

    private static Person Person(string id) => new(id, new LocalizedText("人" + id, "Person " + id), new Dictionary<string, string> { ["phone"] = "13800000000" });
}
