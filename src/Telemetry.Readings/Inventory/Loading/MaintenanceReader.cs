using System.Globalization;
using System.Text;
using Telemetry.Readings.Inventory.Files;
using Telemetry.Readings.Inventory.Maintenance;
using Telemetry.Readings.Inventory.Yaml;
using Telemetry.Readings.Json;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Reads planned maintenance; its names and its local times are resolved when the whole city is read.</summary>
internal sealed class MaintenanceReader(MistakeList mistakes)
{
    private static readonly string[] LocalFormats = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"];

    private readonly List<MaintenanceDefinition> _definitions = [];

    public void Read(YamlNode item)
    {
        if (MappingReader.Open(item, "a maintenance", mistakes, CityShapes.Maintenance.Names) is not { } reader)
            return;
        YamlScalar? id = reader.Id("id");
        if (id is not null)
            reader.What = $"maintenance '{id.Value}'";
        var definition = new MaintenanceDefinition
        {
            Id = id,
            Areas = reader.Scalars("areas"),
            Systems = reader.Scalars("systems"),
            Sites = reader.Scalars("sites"),
            Devices = reader.Scalars("devices"),
            Rules = reader.Scalars("rules"),
            From = reader.Scalar("from", required: true),
            Until = reader.Scalar("until", required: true),
            Repeat = (MaintenanceRepeat)(1 + (reader.Choice("every", CityShapes.Repeats) ?? -1)),
            Reason = reader.Localized("reason"),
            Owner = reader.Scalar("owner", required: true),
        };
        if (!CityShapes.MaintenanceScope.Any(reader.Has))
            mistakes.Add(reader.Node, $"{reader.What} says nothing of what it concerns; give at least one of {string.Join(", ", CityShapes.MaintenanceScope)}");
        _definitions.Add(definition);
    }

    /// <param name="names">Areas, sites and systems.</param>
    /// <param name="directory">Devices.</param>
    /// <param name="duties">Who may answer for it.</param>
    /// <param name="systems">Whose rules may be named.</param>
    /// <param name="zone">The city's.</param>
    public IReadOnlyList<PlannedMaintenance> Resolve(
        CityAssembler names, DeviceDirectory directory, IReadOnlyList<Duty> duties, IReadOnlyList<SystemProfile> systems, TimeZoneInfo zone)
    {
        var all = new List<PlannedMaintenance>();
        var ids = new Dictionary<string, YamlScalar>();
        string[] rules = _definitions.Exists(d => d.Rules.Count > 0)
            ? [.. systems.SelectMany(s => s.Kinds).SelectMany(k => k.Rules).Select(r => r.Id.Value).Distinct()]
            : [];
        foreach (MaintenanceDefinition definition in _definitions)
        {
            if (definition.Id is { } named && !ids.TryAdd(named.Value, named))
                mistakes.Add(named, $"maintenance '{named.Value}' is already defined at {ids[named.Value].Place}");
            foreach (YamlScalar rule in definition.Rules.Where(rule => !rules.Contains(rule.Value)))
                mistakes.Add(rule, $"unknown rule '{rule.Value}'{mistakes.Hint(rule.Value, rules)}");
            Duty? owner = duties.FirstOrDefault(duty => duty.Id == definition.Owner?.Value);
            if (definition.Owner is { } name && owner is null)
                mistakes.Add(name, $"unknown duty '{name.Value}'{mistakes.Hint(name.Value, [.. duties.Select(duty => duty.Id)])}");
            Area[] areas = [.. definition.Areas.Select(names.FindArea).OfType<Area>()];
            SystemProfile[] known = [.. definition.Systems.Select(names.FindSystem).OfType<SystemProfile>()];
            Site[] sites = [.. definition.Sites.SelectMany(names.FindSites).Distinct()];
            Device[] devices = [.. definition.Devices.SelectMany(directory.Resolve).Distinct()];
            if (Times(definition, zone) is not { } times || definition.Id is not { } id || owner is null || definition.Reason is null)
                continue;
            all.Add(new PlannedMaintenance
            {
                Id = id.Value,
                Place = id.Locate(),
                Areas = areas,
                Systems = known,
                Sites = sites,
                Devices = devices,
                Rules = [.. definition.Rules.Select(rule => rule.Value)],
                From = times.From,
                Until = times.Until,
                Zone = zone,
                Repeat = definition.Repeat,
                Reason = definition.Reason,
                Owner = owner,
            });
        }

        return all;
    }

    private (DateTime From, DateTime Until)? Times(MaintenanceDefinition definition, TimeZoneInfo zone)
    {
        DateTime? from = Time(definition.From, zone), until = Time(definition.Until, zone);
        if (from is null || until is null)
            return null;
        if (until <= from)
        {
            mistakes.Add(definition.Until!, $"'until: {definition.Until!.Value}' is not later than 'from: {definition.From!.Value}'");
            return null;
        }

        // The shortest month has 28 days.
        int days = definition.Repeat switch { MaintenanceRepeat.Week => 7, MaintenanceRepeat.Month => 28, _ => int.MaxValue };
        if ((until.Value - from.Value).TotalDays >= days)
        {
            mistakes.Add(definition.Until!, $"it lasts {(until.Value - from.Value).TotalDays:0.#} days and comes again every {CityShapes.Repeats[(int)definition.Repeat - 1]}, before it is over: make it shorter than {days} days");
            return null;
        }

        return (from.Value, until.Value);
    }

    /// <summary>As the city's clocks show it.</summary>
    private DateTime? Time(YamlScalar? scalar, TimeZoneInfo zone)
    {
        if (scalar is null)
            return null;
        if (DateTime.TryParseExact(scalar.Value, LocalFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
            return local;
        if (Rfc3339.TryParse(Encoding.UTF8.GetBytes(scalar.Value), out long unixMs))
            return TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(unixMs), zone).DateTime;
        mistakes.Add(scalar, $"'{scalar.Value}' is no time; write 2026-11-15T06:00 for the city's own time zone ({zone.Id}), or 2026-11-15T06:00:00+08:00");
        return null;
    }
}
