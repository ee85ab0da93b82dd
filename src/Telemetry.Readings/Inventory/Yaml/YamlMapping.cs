namespace Telemetry.Readings.Inventory.Yaml;

internal sealed class YamlMapping(string file, int line, int column) : YamlNode(file, line, column)
{
    // Above this many a look through all of them costs more than a hash.
    private const int FewEntries = 16;

    private readonly List<KeyValuePair<YamlScalar, YamlNode>> _entries = [];
    private Dictionary<string, int>? _index;

    /// <summary>The entries in the order of the file; keys are unique, a repeated one was reported and left out.</summary>
    public IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> Entries => _entries;

    public override string Shape => "a mapping";

    public YamlScalar? FindKey(string key) => IndexOf(key) is var at and >= 0 ? _entries[at].Key : null;

    public YamlNode? Find(string key) => IndexOf(key) is var at and >= 0 ? _entries[at].Value : null;

    /// <summary>Adds an entry; false when the key is there already.</summary>
    public bool TryAdd(YamlScalar key, YamlNode value)
    {
        if (IndexOf(key.Value) >= 0)
            return false;
        _entries.Add(new(key, value));
        if (_entries.Count == FewEntries)
            _index = Enumerable.Range(0, FewEntries).ToDictionary(i => _entries[i].Key.Value);
        else
            _index?.Add(key.Value, _entries.Count - 1);
        return true;
    }

    private int IndexOf(string key)
    {
        if (_index is not null)
            return _index.TryGetValue(key, out int at) ? at : -1;
        for (int i = 0; i < _entries.Count; i++)
        {
            if (_entries[i].Key.Value == key)
                return i;
        }

        return -1;
    }
}
