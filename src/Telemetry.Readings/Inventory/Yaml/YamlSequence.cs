namespace Telemetry.Readings.Inventory.Yaml;

internal sealed class YamlSequence(string file, int line, int column) : YamlNode(file, line, column)
{
    public List<YamlNode> Items { get; } = [];

    public override string Shape => "a list";
}
