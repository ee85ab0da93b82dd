using Telemetry.Readings.Inventory.Files;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Reads a file under <c>systems/</c>: one system, its kinds, their fields, events, commands and rules.</summary>
internal sealed class SystemFileReader(MistakeList mistakes)
{
    private readonly Dictionary<string, YamlScalar> _ids = [];
    private readonly List<SystemProfile> _systems = [];
    private readonly List<SystemProfile> _readable = [];

    public IReadOnlyList<SystemProfile> Systems => _systems;

    /// <summary>All that were read, also those that have no usable id.</summary>
    public IReadOnlyList<SystemProfile> Readable => _readable;

    /// <summary>True when a file has no usable id: what other files call its system is then no mistake worth telling.</summary>
    public bool HasNameless { get; private set; }

    public void Read(YamlNode root)
    {
        if (MappingReader.Open(root, "a system file", mistakes, SystemShapes.File.Names) is not { } reader)
            return;

        LocalizedText? title = reader.Localized("title");
        YamlScalar? id = reader.Id("system");
        string name = id?.Value ?? "unknown";
        var system = new SystemProfile(name, title ?? new LocalizedText(name, name));
        var units = new UnitReader(reader.Scalars("units").Select(unit => unit.Value), mistakes);
        var kinds = new KindReader(system, units, mistakes);
        IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> entries = reader.Entries("kinds", required: true);
        if (entries.Count == 0 && reader.Optional("kinds") is YamlMapping empty)
            mistakes.Add(empty, "a system must have at least one kind of device");
        system.Kinds = [.. entries.Select(entry => kinds.Read(entry.Key, entry.Value)).OfType<DeviceKind>()];
        _readable.Add(system);

        if (id is null)
        {
            HasNameless = true;
        }
        else if (name == "incident" || name.EndsWith("-event", StringComparison.Ordinal))
        {
            HasNameless = true;
            mistakes.Add(id, $"the system id '{name}' is reserved: its measurement would be that of {(name == "incident" ? "incidents" : "another system's events")}");
        }
        else if (_ids.TryAdd(name, id))
        {
            _systems.Add(system);
        }
        else
        {
            mistakes.Add(id, $"system '{name}' is already defined at {_ids[name].Place}");
        }
    }
}
