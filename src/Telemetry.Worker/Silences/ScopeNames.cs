using Telemetry.Alerting.Silences;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Silences;

/// <summary>The names that a scope may hold.</summary>
internal sealed class ScopeNames(IEnumerable<ISelfCheck> checks)
{
    private readonly string[] _ownRules = [.. checks.Select(check => check.Rule)];

    /// <summary>The first name that the city does not have, and what was meant; null when it has all.</summary>
    public string? Mistake(SilenceScope scope, City city)
    {
        foreach (string id in scope.Areas.Where(id => city.FindArea(id) is null))
            return Unknown("area", id, city.Areas.Select(area => area.Id));
        foreach (string id in scope.Systems.Where(id => id != SilenceMatcher.OwnSystem && city.FindSystem(id) is null))
            return Unknown("system", id, city.Systems.Select(system => system.Id).Append(SilenceMatcher.OwnSystem));
        foreach (string id in scope.Sites.Where(id => city.FindSite(id) is null))
            return Unknown("site", id, city.Sites.Select(site => site.Id));
        foreach (string id in scope.Devices.Where(id => city.FindDevice(id) is null))
            return Unknown("device", id, city.Devices.Select(device => device.Id));
        if (scope.Rules.Count == 0)
            return null;
        var rules = city.Systems.SelectMany(s => s.Kinds).SelectMany(k => k.Rules).Select(r => r.Id.Value).Concat(_ownRules).ToHashSet();
        return scope.Rules.FirstOrDefault(id => !rules.Contains(id)) is { } rule ? Unknown("rule", rule, rules) : null;
    }

    private static string Unknown(string what, string id, IEnumerable<string> known) =>
        $"unknown {what} '{id}'{NearestName.Hint(id, known)}";
}
