using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Broker;

/// <summary>
/// Keeps the operation log short: appends the present state once more at its end, a piece at a time while the traffic
/// goes on, and then lets go of everything before. Since operations may be replayed twice, a crash half-way is harmless.
/// </summary>
internal sealed class Compaction(
    MqttBrokerOptions options, IBrokerStore store, OperationLog log, SessionTable sessions, RetainedMessages retained, Wills wills, BrokerStatistics statistics)
{
    private const int AliveFactor = 4;
    private const long BytesPerStep = 8 * 1024 * 1024;

    private long _bytesBefore;
    private long _start;
    private long _end;
    private IEnumerator<bool>? _work;
    private IDurableLog? _waitingFor;

    /// <summary>Does the next piece, if one is due.</summary>
    public void Step()
    {
        if (_waitingFor is { } durable)
        {
            if (durable.CommittedPosition < _end)
                return;
            _waitingFor = null;
            store.Release(_start);
        }

        if (_work is null)
        {
            long alive = statistics.RetainedBytes + statistics.QueuedBytes;
            if (log.Bytes - _bytesBefore < Math.Max(options.CompactAfterBytes, alive * AliveFactor))
                return;
            _start = store.NextPosition;
            _work = Rewrite().GetEnumerator();
        }

        long limit = log.Bytes + BytesPerStep;
        while (log.Bytes < limit)
        {
            if (_work.MoveNext())
                continue;
            _work.Dispose();
            _work = null;
            _bytesBefore = log.Bytes;
            Finish();
            return;
        }
    }

    private IEnumerable<bool> Rewrite()
    {
        foreach (StoredMessage message in retained.All())
        {
            retained.Rewrite(message);
            yield return true;
        }

        foreach (Session session in sessions.Snapshot())
        {
            session.Rewrite();
            yield return true;
        }

        wills.Rewrite();
    }

    // The old state may go once the new one is on disk.
    private void Finish()
    {
        Receipt last = log.Mark();
        _end = last.Position + 1;
        if (last.Log is null)
            store.Release(_start);
        else
            _waitingFor = last.Log;
    }
}
