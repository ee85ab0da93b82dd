namespace Telemetry.Alerting.Inputs;

/// <summary>The ids of inputs that were taken, by principal; beyond <see cref="InputState.MaximumIds"/> the oldest is forgotten.</summary>
internal sealed class InputIds
{
    private readonly HashSet<(string Principal, string Id)> _ids = [];
    private readonly Queue<(string Principal, string Id)> _byAge = [];

    public bool Has(string principal, string id) => _ids.Contains((principal, id));

    public void Add(string principal, string id)
    {
        if (!_ids.Add((principal, id)))
        {
            return;
        }

        _byAge.Enqueue((principal, id));
        if (_byAge.Count > InputState.MaximumIds)
        {
            _ids.Remove(_byAge.Dequeue());
        }
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_byAge.Count);
        foreach (var (principal, id) in _byAge)
        {
            writer.Write(principal);
            writer.Write(id);
        }
    }

    public void Load(BinaryReader reader)
    {
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            Add(reader.ReadString(), reader.ReadString());
        }
    }
}
