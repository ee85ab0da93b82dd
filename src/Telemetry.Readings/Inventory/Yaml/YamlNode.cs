namespace Telemetry.Readings.Inventory.Yaml;

/// <summary>A node of a YAML file that still knows where it stands.</summary>
internal abstract class YamlNode(string file, int line, int column)
{
    /// <summary>The file's path as it was opened.</summary>
    public string File { get; } = file;

    public int Line { get; } = line;

    public int Column { get; } = column;

    /// <summary><c>file:line:column</c>, to name one place in a mistake about another.</summary>
    public string Place => $"{File}:{Line}:{Column}";

    /// <summary>What the node is, in the words of a mistake.</summary>
    public abstract string Shape { get; }
}
