using System.Text;
using Telemetry.Readings.Codecs.Mapping;
using Telemetry.Readings.Inventory.Yaml;
using Telemetry.Readings.Json;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Grows the two trees of a mapping out of JSON pointers (RFC 6901).</summary>
internal sealed class MappingTree
{
    private readonly MistakeList _mistakes;
    private readonly List<(MappingNode Node, YamlScalar Pointer)> _ends = [];

    public MappingTree(MistakeList mistakes)
    {
        _mistakes = mistakes;
        Root = Make([]);
        Sample = Make([]);
    }

    public MappingNode Root { get; }

    public MappingNode Sample { get; }

    public int Nodes { get; private set; }

    /// <summary>Adds a place below the payload; null when the pointer is none.</summary>
    public MappingNode? AddRoot(YamlScalar pointer) => Add(Root, pointer);

    /// <summary>Adds a place below a sample; null when the pointer is none.</summary>
    public MappingNode? Add(YamlScalar pointer) => Add(Sample, pointer);

    /// <summary>A place from which a value is taken has nothing below it.</summary>
    public void CheckNesting()
    {
        foreach ((MappingNode node, YamlScalar pointer) in _ends)
        {
            if (node.Children.Count > 0)
                _mistakes.Add(pointer, $"the JSON pointer '{pointer.Value}' is a value here and the way to another elsewhere");
        }
    }

    private MappingNode? Add(MappingNode from, YamlScalar pointer)
    {
        if (pointer.Value.Length == 0 || pointer.Value[0] != '/')
        {
            _mistakes.Add(pointer, $"a JSON pointer begins with '/', such as /data/temperature, not {pointer.Shape}");
            return null;
        }

        string[] tokens = pointer.Value[1..].Split('/');
        if (tokens.Length >= StrictJson.MaximumForeignDepth)
        {
            _mistakes.Add(pointer, $"the JSON pointer has {tokens.Length} levels; payloads may be nested {StrictJson.MaximumForeignDepth - 1} deep");
            return null;
        }

        MappingNode node = from;
        foreach (string token in tokens)
        {
            if (!TryUnescape(token, pointer, out byte[] name))
                return null;
            MappingNode? child = node.Find(name);
            if (child is null)
                node.Children.Add(child = Make(name));
            node = child;
        }

        _ends.Add((node, pointer));
        return node;
    }

    private bool TryUnescape(string token, YamlScalar pointer, out byte[] name)
    {
        name = Encoding.UTF8.GetBytes(token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
        for (int at = token.IndexOf('~', StringComparison.Ordinal); at >= 0; at = token.IndexOf('~', at + 1))
        {
            if (at + 1 < token.Length && token[at + 1] is '0' or '1')
                continue;
            _mistakes.Add(pointer, $"in a JSON pointer '~' is written ~0 and '/' in a name ~1; '{pointer.Value}' has a single '~'");
            return false;
        }

        return true;
    }

    private MappingNode Make(byte[] token) => new(Nodes++, token);
}
