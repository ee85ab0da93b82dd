using System.Collections.Frozen;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Silences;

/// <summary>Tells what is in a scope under one city. A few look-ups for each incident.</summary>
public sealed class SilenceMatcher
{
    /// <summary>The system, and the device, of incidents about Telemetry itself.</summary>
    public const string OwnSystem = "telemetry";

    private const string BySite = "site";

    private readonly FrozenSet<string>? _areas;
    private readonly FrozenSet<string>? _systems;
    private readonly FrozenSet<string>? _sites;
    private readonly FrozenSet<string>? _devices;
    private readonly FrozenSet<string>? _rules;
    private readonly FrozenSet<(string System, string Rule)> _siteGroups;

    public SilenceMatcher(SilenceScope scope, City city)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(city);
        Area[] roots = [.. scope.Areas.Select(city.FindArea).OfType<Area>()];
        _areas = Set([.. scope.Areas, .. city.Areas.Where(area => Array.Exists(roots, area.IsWithin)).Select(area => area.Id)]);
        _systems = Set(scope.Systems);
        _sites = Set(scope.Sites);
        _devices = Set(scope.Devices);
        _rules = Set([.. scope.Rules, .. scope.Rules.Select(rule => rule + GroupRule.Suffix)]);
        _siteGroups = _sites is null
            ? FrozenSet<(string, string)>.Empty
            : city.Systems.SelectMany(system => system.Kinds.SelectMany(kind => kind.Rules).Where(rule => rule.Group?.By.Value == BySite)
                .Select(rule => (system.Id, rule.Id.Value + GroupRule.Suffix))).ToFrozenSet();
    }

    public bool Matches(Incident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        return Catches(incident.AreaId, incident.SystemId, incident.SiteId, incident.DeviceId, incident.RuleId);
    }

    /// <summary>The same by the names that an incident has.</summary>
    public bool Catches(string area, string system, string site, string device, string rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return Fits(_areas, area) && Fits(_systems, system) && Fits(_sites, site) && Fits(_devices, device) && Fits(_rules, rule)

            // A silence that is about places is not about the worker, which would then have nobody to help it.
            && (system == OwnSystem ? _systems is not null : IsWhole(system, rule));
    }

    public bool Matches(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return Fits(_areas, device.Area.Id) && Fits(_systems, device.Kind.System.Id) && Fits(_sites, device.Site.Id) && Fits(_devices, device.Id);
    }

    /// <summary>Whether a rule of a device in scope is in scope too.</summary>
    public bool Matches(RuleDefinition rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return Fits(_rules, rule.Id.Value);
    }

    /// <summary>
    /// A group's incident names the first of its devices and stands for others too: a silence of devices is not about it, and one
    /// of sites only when the group is one of a site.
    /// </summary>
    private bool IsWhole(string system, string rule) =>
        !rule.EndsWith(GroupRule.Suffix, StringComparison.Ordinal)
        || (_devices is null && (_sites is null || _siteGroups.Contains((system, rule))));

    private static bool Fits(FrozenSet<string>? set, string id) => set is null || set.Contains(id);

    private static FrozenSet<string>? Set(IReadOnlyList<string> ids) => ids.Count == 0 ? null : ids.ToFrozenSet(StringComparer.Ordinal);
}
