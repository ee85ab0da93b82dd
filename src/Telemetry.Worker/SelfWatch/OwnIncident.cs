using System.Security.Cryptography;
using System.Text.Json;
using Telemetry.Alerting.Incidents;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.SelfWatch;

/// <summary>An incident about Telemetry itself: it has no device, and the whole city is its area.</summary>
internal static class OwnIncident
{
    /// <summary>Stands where others name their system and their device; no id of the inventory may be this.</summary>
    public const string SystemId = "telemetry";

    /// <summary>The attribute that says what is wrong.</summary>
    public const string DetailField = "detail";

    public static readonly LocalizedText Title = new("监测平台", "Telemetry itself");

    public static readonly LocalizedText Place = new("全市", "The whole city");

    public static readonly LocalizedText DetailTitle = new("详情", "Detail");

    public static Incident Open(ISelfCheck check, string trouble, City city, long nowMs) => new()
    {
        Id = RandomNumberGenerator.GetHexString(16, lowercase: true),
        RuleId = check.Rule,
        DeviceId = SystemId,
        SystemId = SystemId,
        AreaId = city.Areas.FirstOrDefault(area => area.Parent is null)?.Id ?? SystemId,
        SiteId = "",
        Severity = check.Severity,
        LifeSafety = false,
        State = IncidentState.Unacknowledged,
        Title = check.Title,
        Advice = check.Advice,
        OpenedAtMs = nowMs,
        Attributes = Attributes(trouble),
        Position = 0,
        Version = 1,
    };

    /// <summary>What is wrong, as an incident keeps it.</summary>
    public static string Attributes(string trouble) => JsonSerializer.Serialize(new Dictionary<string, string> { [DetailField] = trouble });
}
