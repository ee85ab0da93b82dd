namespace Telemetry.Simulators.Running;

/// <summary>A device's memory for messages that wait to be sent, oldest first; when full, the oldest makes room.</summary>
/// <param name="capacity">Most messages kept.</param>
internal sealed class KeptMessages(int capacity)
{
    private readonly Queue<(string Topic, byte[] Payload)> _messages = new();

    public int Count => _messages.Count;

    /// <returns>False when the oldest message was dropped to make room.</returns>
    public bool Add(string topic, byte[] payload)
    {
        bool full = _messages.Count == capacity;
        if (full)
            _messages.Dequeue();
        _messages.Enqueue((topic, payload));
        return !full;
    }

    /// <summary>Takes the oldest messages of one topic, up to a number and a size; at least one.</summary>
    public (string Topic, IReadOnlyList<byte[]> Payloads) Take(int maximumCount, int maximumBytes)
    {
        (string topic, byte[] first) = _messages.Dequeue();
        var taken = new List<byte[]> { first };
        int bytes = first.Length;
        while (taken.Count < maximumCount
            && _messages.TryPeek(out (string Topic, byte[] Payload) next)
            && next.Topic == topic
            && bytes + next.Payload.Length <= maximumBytes)
        {
            taken.Add(_messages.Dequeue().Payload);
            bytes += next.Payload.Length;
        }

        return (topic, taken);
    }

    /// <returns>How many there were.</returns>
    public int Clear()
    {
        int count = _messages.Count;
        _messages.Clear();
        return count;
    }
}
