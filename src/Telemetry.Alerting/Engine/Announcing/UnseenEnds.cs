namespace Telemetry.Alerting.Engine.Announcing;

/// <summary>
/// What ended lately without people having heard of it: something inhibited it, or it was an occurrence of what chatters. A late sample
/// may tell that it ended at another time; nobody knows what that is about.
/// </summary>
internal sealed class UnseenEnds
{
    /// <summary>Corrections come within the watermark of a device. Beyond so many, one for an id that nobody knows is told, and ignored by incidents.</summary>
    private const int Most = 4096;

    private readonly Queue<string> _order = [];
    private readonly HashSet<string> _ids = [];

    /// <param name="rawId">As the rule's watch knows it.</param>
    public void Note(string rawId)
    {
        if (!_ids.Add(rawId))
        {
            return;
        }

        _order.Enqueue(rawId);
        if (_order.Count > Most)
        {
            _ids.Remove(_order.Dequeue());
        }
    }

    public bool Contains(string rawId) => _ids.Contains(rawId);

    public void Save(BinaryWriter writer)
    {
        writer.Write(_order.Count);
        foreach (string id in _order)
        {
            writer.Write(id);
        }
    }

    public void Load(BinaryReader reader)
    {
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            Note(reader.ReadString());
        }
    }
}
