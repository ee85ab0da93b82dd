using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Telemetry.Simulators.Inventory;

/// <summary>One mapping of a YAML file, and where it stands.</summary>
internal sealed class YamlEntry(string file, YamlMappingNode node)
{
    /// <summary>The text of a scalar; null when the key is absent or holds something else.</summary>
    public string? Text(string key) => Child(key) is YamlScalarNode scalar ? scalar.Value : null;

    /// <summary>The texts of a scalar or of a list of scalars; none when the key is absent or holds something else.</summary>
    public IReadOnlyList<string> Texts(string key) => Child(key) switch
    {
        YamlScalarNode { Value: { } text } => [text],
        YamlSequenceNode sequence => [.. sequence.Children.OfType<YamlScalarNode>().Select(scalar => scalar.Value ?? "")],
        _ => [],
    };

    /// <summary>The entries of a mapping below this one, by name.</summary>
    public IEnumerable<(string Name, YamlEntry Entry)> Mappings(string key)
    {
        if (Child(key) is not YamlMappingNode mapping)
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
        switch (Child(key))
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

    private YamlNode? Child(string key)
    {
        foreach ((YamlNode name, YamlNode value) in node.Children)
        {
            if (name is YamlScalarNode scalar && scalar.Value == key)
                return value;
        }

        return null;
    }
}
