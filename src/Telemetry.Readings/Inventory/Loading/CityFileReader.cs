using Telemetry.Readings.Inventory.Files;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Reads files under <c>city/</c>: each may hold any of the lists. References are resolved when all are read.</summary>
internal sealed class CityFileReader(MistakeList mistakes)
{
    private const string AlarmsKey = "alarms";

    private readonly DeviceReader _deviceReader = new(mistakes);
    private readonly SiteReader _siteReader = new(mistakes);
    private readonly DutyReader _dutyReader = new(mistakes);
    private readonly LadderReader _ladderReader = new(mistakes);

    public List<AreaDefinition> Areas { get; } = [];

    public List<SiteDefinition> Sites { get; } = [];

    public List<DeviceDefinition> Devices { get; } = [];

    public List<GroupDefinition> Groups { get; } = [];

    public List<DutyDefinition> Duties { get; } = [];

    public IReadOnlyList<LadderDefinition> Ladders => _ladderReader.Ladders;

    public AlarmsReader Alarms { get; } = new(mistakes);

    public MaintenanceReader Maintenance { get; } = new(mistakes);

    /// <summary>Checks the keys and shapes of the file; the items of its lists went through <see cref="Take"/>.</summary>
    public void Read(YamlNode root)
    {
        if (MappingReader.Open(root, "a city file", mistakes, CityShapes.File.Names) is not { } reader)
            return;
        foreach (string key in CityShapes.File.Names.Where(key => key != AlarmsKey))
            reader.Items(key);
        if (reader.Optional(AlarmsKey) is { } alarms)
            Alarms.Read(alarms);
    }

    /// <summary>Reads an item of one of the lists; those of a list with an unknown name are ignored, and the name is told by <see cref="Read"/>.</summary>
    public void Take(string list, YamlNode item)
    {
        switch (list)
        {
            case "areas":
                ReadArea(item);
                break;
            case "sites" when _siteReader.Read(item) is { } site:
                Sites.Add(site);
                break;
            case "devices" when _deviceReader.Read(item) is { } device:
                Devices.Add(device);
                break;
            case "groups":
                ReadGroup(item);
                break;
            case "duties" when _dutyReader.Read(item) is { } duty:
                Duties.Add(duty);
                break;
            case "ladders":
                _ladderReader.Read(item);
                break;
            case "calendars":
                Alarms.ReadCalendar(item);
                break;
            case "maintenance":
                Maintenance.Read(item);
                break;
        }
    }

    private void ReadArea(YamlNode item)
    {
        if (MappingReader.Open(item, "an area", mistakes, CityShapes.Area.Names) is not { } reader)
            return;
        YamlScalar? id = reader.Id("id");
        YamlScalar? parent = reader.Scalar("parent");
        LocalizedText? title = reader.Localized("title");
        var level = (AreaLevel?)reader.Choice("level", CityShapes.Levels, required: true);
        if (!reader.Has("parent") && level is not (null or AreaLevel.City))
            mistakes.Add(reader.Node, $"an area of level '{CityShapes.Levels[(int)level]}' lacks the key 'parent'");
        if (id is not null)
            Areas.Add(new AreaDefinition(id, level, parent, title ?? id.AsTitle()));
    }

    private void ReadGroup(YamlNode item)
    {
        if (MappingReader.Open(item, "a group", mistakes, CityShapes.Group.Names) is not { } reader)
            return;
        YamlScalar? id = reader.Id("id");
        LocalizedText? title = reader.Localized("title");
        IReadOnlyList<YamlScalar> devices = reader.Scalars("devices", required: true);
        if (id is not null)
            Groups.Add(new GroupDefinition(id, title ?? id.AsTitle(), devices));
    }
}
