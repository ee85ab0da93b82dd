using Telemetry.Alerting.Incidents;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Console.Pages;

/// <summary>An incident with the names that people know its place by.</summary>
/// <param name="Incident">It.</param>
/// <param name="Device">Title of the device; its id when it is no longer in the inventory.</param>
/// <param name="Site">Where it stands.</param>
/// <param name="Area">From the county down to the village.</param>
/// <param name="Facts">The number it is about, or the fields of its event.</param>
/// <param name="Snapshot">The id of the picture that its event names.</param>
/// <param name="AgeMs">Since it opened, milliseconds; of one that is over, until it ended.</param>
/// <param name="OverSinceMs">Since it ended, milliseconds; null while it stands.</param>
public sealed record IncidentView(
    Incident Incident, LocalizedText Device, LocalizedText Site, LocalizedText Area, IReadOnlyList<Fact> Facts, string? Snapshot, long AgeMs, long? OverSinceMs)
{
    /// <summary>True while nobody has answered, whether the condition stands or not.</summary>
    public bool IsWaiting => Incident.State is IncidentState.Unacknowledged or IncidentState.ReturnedUnacknowledged;

    public static IncidentView Of(Incident incident, City city, long nowMs)
    {
        long? endedAtMs = IncidentLife.IsStanding(incident) ? null : incident.ClearedAtMs ?? nowMs;
        bool isOwn = incident.SystemId == OwnIncident.SystemId;
        DeviceKind? kind = city.FindDevice(incident.DeviceId)?.Kind;
        return new IncidentView(
            incident,
            isOwn ? OwnIncident.Title : city.FindDevice(incident.DeviceId)?.Title ?? DisplayText.Same(incident.DeviceId),
            isOwn ? OwnIncident.Place : city.FindSite(incident.SiteId)?.Title ?? DisplayText.Same(incident.SiteId),
            PathOf(city.FindArea(incident.AreaId)) ?? DisplayText.Same(incident.AreaId),
            Fact.Of(incident, kind),
            Fact.SnapshotOf(incident.Attributes),
            Math.Max(0, (endedAtMs ?? nowMs) - incident.OpenedAtMs),
            endedAtMs is { } ended ? Math.Max(0, nowMs - ended) : null);
    }

    /// <summary>The areas down to this one. The city itself is left out: everything is in it.</summary>
    public static LocalizedText? PathOf(Area? area)
    {
        LocalizedText? path = area?.Title;
        for (Area? above = area?.Parent; above is { Level: not AreaLevel.City }; above = above.Parent)
            path = new LocalizedText($"{above.Title.Zh} {path!.Zh}", $"{path.En}, {above.Title.En}");
        return path;
    }
}
