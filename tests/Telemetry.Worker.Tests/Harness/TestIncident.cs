using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Tests.Harness;

/// <summary>An incident as the rules of the test city open one.</summary>
internal static class TestIncident
{
    public const long OpenedAt = 1_795_000_000_000;

    public static Incident Create(string id = "0123456789abcdef", Severity severity = Severity.High, IncidentState state = IncidentState.Unacknowledged, long openedAt = OpenedAt) => new()
    {
        Id = id,
        RuleId = "low",
        DeviceId = "hs-1",
        SystemId = "heating",
        AreaId = "town",
        SiteId = "here",
        Severity = severity,
        LifeSafety = false,
        State = state,
        Title = new LocalizedText("压力低", "Pressure low"),
        OpenedAtMs = openedAt,
        Attributes = "{}",
        Position = 7,
        Version = 1,
    };
}
