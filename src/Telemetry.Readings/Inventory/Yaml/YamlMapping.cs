namespace Telemetry.Readings.Inventory.Yaml;

internal sealed class YamlMapping(string file, int line, int column) : YamlNode(file, line, column)
{
    /// <summary>The entries in the order of the file; keys are unique, a repeated one was reported and left out.</summary>
    public List<KeyValuePair<YamlScalar, YamlNode>> Entries { get; } = [];

    public override string Shape => "a mapping";

    public YamlScalar? FindKey(string key)
    {
        foreach ((YamlScalar name, _) in Entries)
        {
            if (name.Value == key)
                return name;
        }

        return null;
    }
}
