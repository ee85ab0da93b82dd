namespace Telemetry.Worker.Notifications;

/// <summary>What is on its way, and how much more may be. Used by one thread.</summary>
/// <param name="atOnce">Places for everything, and as many again that only what is about lives may take.</param>
internal sealed class SendSlots(int atOnce)
{
    private readonly HashSet<string> _keys = [];
    private readonly HashSet<string> _lanes = [];

    public int Count => _keys.Count;

    public bool Has(OutboxEntry entry) => _keys.Contains(entry.Key);

    public bool IsLaneFree(OutboxEntry entry) => entry.Lane is not { } lane || !_lanes.Contains(lane);

    public bool HasRoom(bool isUrgent) => _keys.Count < (isUrgent ? 2 * atOnce : atOnce);

    public void Take(OutboxEntry entry)
    {
        _keys.Add(entry.Key);
        if (entry.Lane is { } lane)
            _lanes.Add(lane);
    }

    public void Release(OutboxEntry entry)
    {
        if (_keys.Remove(entry.Key) && entry.Lane is { } lane)
            _lanes.Remove(lane);
    }
}
