using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Telemetry.Simulators.Inventory;

/// <summary>One mapping of a YAML file, and where it stands.</summary>
internal sealed class YamlEntry(string file, YamlMappingNode node)
{
    /// <summary>The text of a scalar; null when the key is absent or holds something else.</summary>
    public string? Text(string key) => NodeOf(key) is YamlScalarNode scalar ? scalar.Value : null;

    /// <summary>The number of a scalar; null when the key is absent or holds something else.</summary>
    public double? Number(string key) => NumberOf(Text(key));

    /// <summary>The keys whose value is a number.</summary>
    public IEnumerable<(string Name, double Value)> Numbers() => node.Children
        .Where(pair => pair.Key is YamlScalarNode { Value: not null } && NumberOf((pair.Value as YamlScalarNode)?.Value) is not null)
        .Select(pair => (((YamlScalarNode)pair.Key).Value!, NumberOf(((YamlScalarNode)pair.Value).Value)!.Value));

    /// <summary>The mapping below this one; null when the key is absent or holds something else.</summary>
    public YamlEntry? Child(string key) => NodeOf(key) is YamlMappingNode mapping ? new YamlEntry(file, mapping) : null;

    /// <summary>The texts of a scalar or of a list of scalars; none when the key is absent or holds something else.</summary>
    public IReadOnlyList<string> Texts(string key) => NodeOf(key) switch
    {
        YamlScalarNode { Value: { } text } => [text],
        YamlSequenceNode sequence => [.. sequence.Children.OfType<YamlScalarNode>().Select(scalar => scalar.Value ?? "")],
        _ => [],
    };

    /// <summary>The entries of a mapping below this one, by name.</summary>
    public IEnumerable<(string Name, YamlEntry Entry)> Mappings(string key)
    {
        if (NodeOf(key) is not YamlMappingNode mapping)
            yield break;
        foreach ((YamlNode name, YamlNode value) in mapping.Children)
        {
            if (name is YamlScalarNode { Value: { } text } && value is YamlMappingNode child)
                yield return (text, new YamlEntry(file, child));
        }
    }

    /// <summary>The mappings of a list below this one; an element of another shape is a mistake.</summary>
    public IEnumerable<YamlEntry> List(string key, ICollection<string> mistakes)
    {
        switch (NodeOf(key))
        {
            case null:
                yield break;
            case YamlSequenceNode sequence:
                foreach (YamlNode child in sequence.Children)
                {
                    if (child is YamlMappingNode mapping)
                        yield return new YamlEntry(file, mapping);
                    else
                        mistakes.Add(Describe(file, child.Start, $"an entry of '{key}' must be a mapping like {{ id: ... }}"));
                }

                break;
            case { } other:
                mistakes.Add(Describe(file, other.Start, $"'{key}' must be a list"));
                break;
        }
    }

    public string Mistake(string message) => Describe(file, node.Start, message);

    public static string Describe(string file, Mark mark, string message) => $"{file}:{mark.Line}:{mark.Column}: {message}";

    private static double? NumberOf(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    private YamlNode? NodeOf(string key)
    {
        foreach ((YamlNode name, YamlNode value) in node.Children)
        {
            if (name is YamlScalarNode scalar && scalar.Value == key)
                return value;
        }

        return null;
    }
}
