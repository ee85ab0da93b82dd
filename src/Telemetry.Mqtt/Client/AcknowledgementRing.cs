using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Client;

/// <summary>
/// The acknowledgements that are owed, in order of arrival [MQTT-4.6.0-2]. Filled once per read, drained by whoever
/// learns of a commit first.
/// </summary>
internal sealed class AcknowledgementRing(int limit, MqttProtocolVersion version)
{
    private readonly Lock _gate = new();
    private PendingAcknowledgement[] _entries = new PendingAcknowledgement[64];
    private int _head;
    private int _count;
    private int _unanswered;

    public int Count => Volatile.Read(ref _count);

    /// <param name="entries">Of one read.</param>
    /// <param name="unreleased">The QoS 2 messages of this connection without a PUBREL, those among the entries too.</param>
    /// <exception cref="Codec.MqttProtocolException">0x93: the server sent more than the limit without waiting.</exception>
    public void Add(ReadOnlySpan<PendingAcknowledgement> entries, int unreleased)
    {
        lock (_gate)
        {
            if (_count + entries.Length > _entries.Length)
                Grow(_count + entries.Length);
            int mask = _entries.Length - 1;
            for (int i = 0; i < entries.Length; i++)
            {
                _entries[(_head + _count + i) & mask] = entries[i];
                if (entries[i].EndsTheMessage)
                    _unanswered++;
            }

            _count += entries.Length;
            // More answers than that: the same message sent again and again before its answer, which no server may.
            if (Math.Max(_unanswered + unreleased, _count) > limit)
                throw new Codec.MqttProtocolException(ReasonCode.ReceiveMaximumExceeded, $"More than {limit} messages unacknowledged [MQTT-3.3.4-9].");
        }
    }

    /// <summary>Appends every acknowledgement at the head whose log has committed; does not flush.</summary>
    /// <param name="output">Where they go.</param>
    /// <returns>The log that the first remaining one waits for; null when none remains.</returns>
    public IDurableLog? Drain(SendBuffer output)
    {
        lock (_gate)
        {
            int ready = CountDurable(out IDurableLog? blocker);
            if (ready > 0)
                Write(output, ready);
            return blocker;
        }
    }

    private int CountDurable(out IDurableLog? blocker)
    {
        int mask = _entries.Length - 1;
        IDurableLog? log = null;
        long committed = 0;
        for (int ready = 0; ready < _count; ready++)
        {
            ref readonly PendingAcknowledgement entry = ref _entries[(_head + ready) & mask];
            if (entry.Receipt.Log is null)
                continue;

            // The position is read once for a run of the same log: it lies in a cache line that the log keeps writing.
            if (entry.Receipt.Log != log)
            {
                log = entry.Receipt.Log;
                committed = log.CommittedPosition;
            }

            if (entry.Receipt.Position >= committed)
            {
                blocker = log;
                return ready;
            }
        }

        blocker = null;
        return _count;
    }

    private void Write(SendBuffer output, int ready)
    {
        int mask = _entries.Length - 1;
        lock (output.Gate)
        {
            Span<byte> destination = output.GetSpan(ready * AckPacket.MaximumPlainLength);
            int written = 0;
            for (int i = 0; i < ready; i++)
            {
                ref PendingAcknowledgement entry = ref _entries[(_head + i) & mask];
                if (entry.EndsTheMessage)
                    _unanswered--;
                written += AckPacket.Write(destination[written..], entry.Type, entry.PacketId, entry.Receipt.Reason, version);
                entry = default;
            }

            output.Advance(written);
            output.CountAnswer(written);
        }

        _head = (_head + ready) & mask;
        _count -= ready;
    }

    private void Grow(int needed)
    {
        var larger = new PendingAcknowledgement[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)needed)];
        for (int i = 0; i < _count; i++)
            larger[i] = _entries[(_head + i) & (_entries.Length - 1)];
        _entries = larger;
        _head = 0;
    }
}
