using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Reads files under <c>city/</c>: each may hold any of the lists. References are resolved when all are read.</summary>
internal sealed class CityFileReader(MistakeList mistakes)
{
    private static readonly string[] Levels = ["city", "county", "town", "village"];
    private static readonly string[] States = ["planned", "commissioning", "in-service", "retired"];

    public List<AreaDefinition> Areas { get; } = [];

    public List<SiteDefinition> Sites { get; } = [];

    public List<DeviceDefinition> Devices { get; } = [];

    public List<DutyDefinition> Duties { get; } = [];

    public void Read(YamlNode root)
    {
        if (MappingReader.Open(root, "a city file", mistakes, "areas", "sites", "devices", "duties") is not { } reader)
            return;
        foreach (YamlNode item in reader.Items("areas"))
            ReadArea(item);
        foreach (YamlNode item in reader.Items("sites"))
            ReadSite(item);
        foreach (YamlNode item in reader.Items("devices"))
            ReadDevice(item);
        foreach (YamlNode item in reader.Items("duties"))
            ReadDuty(item);
    }

    private void ReadArea(YamlNode item)
    {
        if (MappingReader.Open(item, "an area", mistakes, "id", "level", "parent", "title") is not { } reader)
            return;
        YamlScalar? id = reader.Id("id");
        YamlScalar? parent = reader.Scalar("parent");
        LocalizedText? title = reader.Localized("title");
        var level = (AreaLevel?)Choice(reader, "level", Levels, required: true);
        if (!reader.Has("parent") && level is not (null or AreaLevel.City))
            mistakes.Add(reader.Node, $"an area of level '{Levels[(int)level]}' lacks the key 'parent'");
        if (id is not null)
            Areas.Add(new AreaDefinition(id, level, parent, title ?? Fallback(id)));
    }

    private void ReadSite(YamlNode item)
    {
        if (MappingReader.Open(item, "a site", mistakes, "id", "area", "title", "position") is not { } reader)
            return;
        YamlScalar? id = reader.Id("id");
        YamlScalar? area = reader.Scalar("area", required: true);
        LocalizedText? title = reader.Localized("title");
        (double latitude, double longitude) = (double.NaN, double.NaN);
        if (reader.Optional("position") is { } position
            && (position is not YamlSequence { Items: [YamlScalar north, YamlScalar east] }
                || !MappingReader.TryNumber(north, out latitude)
                || !MappingReader.TryNumber(east, out longitude)
                || Math.Abs(latitude) > 90
                || Math.Abs(longitude) > 180))
        {
            mistakes.Add(position, "'position' of a site must be [latitude, longitude] in degrees");
        }

        if (id is not null)
            Sites.Add(new SiteDefinition(id, area, title ?? Fallback(id), latitude, longitude));
    }

    private void ReadDevice(YamlNode item)
    {
        if (MappingReader.Open(item, "a device", mistakes, "id", "system", "kind", "site", "area", "state", "interval", "title", "children") is not { } reader)
            return;
        YamlScalar? id = reader.Scalar("id", required: true);
        YamlScalar? system = reader.Scalar("system", required: true);
        YamlScalar? kind = reader.Scalar("kind", required: true);
        YamlScalar? site = reader.Scalar("site", required: true);
        YamlScalar? area = reader.Scalar("area");
        LocatedText? interval = reader.Duration("interval", out TimeSpan duration);
        LocalizedText? title = reader.Localized("title", required: false);
        var state = (DeviceState)(Choice(reader, "state", States) ?? (int)DeviceState.InService);
        IReadOnlyList<YamlScalar> children = reader.Scalars("children");
        if (id is null)
            return;
        if (IdTemplate.Parse(id.Value, out string? error) is { } ids)
            Devices.Add(new DeviceDefinition(id, ids, system, kind, site, area, state, interval is null ? null : duration, title, children));
        else
            mistakes.Add(id, error!);
    }

    private void ReadDuty(YamlNode item)
    {
        if (MappingReader.Open(item, "a duty", mistakes, "id", "area", "systems", "role") is not { } reader)
            return;
        YamlScalar? id = reader.Id("id");
        YamlScalar? area = reader.Scalar("area", required: true);
        IReadOnlyList<YamlScalar> systems = reader.Scalars("systems", required: true);
        LocalizedText? role = reader.Localized("role");
        if (id is not null)
            Duties.Add(new DutyDefinition(id, area, systems, role ?? Fallback(id)));
    }

    private int? Choice(MappingReader reader, string key, string[] choices, bool required = false)
    {
        if (reader.Scalar(key, required) is not { } scalar)
            return null;
        int index = Array.IndexOf(choices, scalar.Value);
        if (index >= 0)
            return index;
        mistakes.Add(scalar, $"unknown {key} '{scalar.Value}'{NearestName.Hint(scalar.Value, choices)}");
        return null;
    }

    /// <summary>Stands where a title was missing, which is a mistake already told, so that others may still refer to the thing.</summary>
    private static LocalizedText Fallback(YamlScalar id) => new(id.Value, id.Value);
}
