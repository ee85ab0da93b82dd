using System.Text.RegularExpressions;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Inputs;

/// <summary>Whether a city has what an input speaks of.</summary>
public static partial class InputCheck
{
    /// <summary>Null when all is well; otherwise what is wrong, where, and the nearest known name.</summary>
    public static string? Find(InputRecord record, City city)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(city);
        return Scope(record, city) ?? record.Kind switch
        {
            InputKind.Mode or InputKind.Phase => ModeOrPhase(record, city),
            InputKind.Weather or InputKind.Forecast => Name().IsMatch(record.Name) ? null : $"name = '{record.Name}' has to be 1 to 64 of a-z, 0-9 and '_'",
            InputKind.Plan => Field(record, city),
            _ => null,
        };
    }

    /// <summary>The devices that a scope of the city is about.</summary>
    internal static IEnumerable<Device> DevicesOf(InputScope scope, City city)
    {
        if (scope.Device is { } id)
        {
            return city.FindDevice(id) is { } device ? [device] : [];
        }

        var area = scope.Area is null ? null : city.FindArea(scope.Area);
        return city.Devices.Where(device =>
            (scope.Site is null || device.Site.Id == scope.Site)
            && (scope.System is null || device.Kind.System.Id == scope.System)
            && (area is null || device.Area.IsWithin(area)));
    }

    private static string? Scope(InputRecord record, City city)
    {
        var scope = record.Scope;
        int named = (scope.Device is null ? 0 : 1) + (scope.Site is null ? 0 : 1) + (scope.Area is null && scope.System is null ? 0 : 1);
        if (named != 1)
        {
            return "scope has to name one of device, site, area and system, or area and system together";
        }

        if (scope.Device is { } device && city.FindDevice(device) is null)
        {
            return $"scope: there is no device '{device}'{NearestName.Hint(device, city.Devices.Select(known => known.Id))}";
        }

        if (scope.Site is { } site && city.FindSite(site) is null)
        {
            return $"scope: there is no site '{site}'{NearestName.Hint(site, city.Devices.Select(known => known.Site.Id).Distinct())}";
        }

        if (scope.Area is { } area && city.FindArea(area) is null)
        {
            return $"scope: there is no area '{area}'{NearestName.Hint(area, city.Areas.Select(known => known.Id))}";
        }

        if (scope.System is { } system && city.FindSystem(system) is null)
        {
            return $"scope: there is no system '{system}'{NearestName.Hint(system, city.Systems.Select(known => known.Id))}";
        }

        return record.Kind switch
        {
            InputKind.Weather or InputKind.Forecast when scope.Area is null || scope.System is not null =>
                $"scope: {record.Kind.Label()} is about an area, such as {{\"area\":\"...\"}}",
            InputKind.Plan when scope.Site is null && scope.Device is null => "scope: a plan is about a site or a device",
            _ => null,
        };
    }

    private static string? ModeOrPhase(InputRecord record, City city)
    {
        if (record.IsTakenBack)
        {
            return null;
        }

        string label = record.Kind.Label();
        var known = DevicesOf(record.Scope, city).Select(device => device.Kind).Distinct()
            .SelectMany(kind => record.Kind == InputKind.Mode ? kind.Modes : kind.Phases).Select(mode => mode.Id).Distinct().ToList();
        if (known.Count == 0)
        {
            return $"{record.Scope} has no {label}s; its system's file has to give them";
        }

        return known.Contains(record.Text!) ? null : $"{record.Scope} has no {label} '{record.Text}'{NearestName.Hint(record.Text!, known)}";
    }

    private static string? Field(InputRecord record, City city)
    {
        var known = DevicesOf(record.Scope, city).Select(device => device.Kind).Distinct()
            .SelectMany(kind => kind.Readings.Fields).Where(field => field.Type == FieldType.Number).Select(field => field.Name).Distinct().ToList();
        return known.Contains(record.Name) ? null : $"{record.Scope} has no field '{record.Name}' that is a number{NearestName.Hint(record.Name, known)}";
    }

    [GeneratedRegex("^[a-z0-9_]{1,64}$")]
    private static partial Regex Name();
}
