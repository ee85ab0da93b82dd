using Telemetry.Mqtt.Broker;
using Telemetry.Mqtt.Publishing;
using Telemetry.Storage.Journal;

namespace Telemetry.Worker.Ingest;

/// <summary>Keeps the embedded broker's retained messages and sessions in a journal of their own.</summary>
internal sealed class BrokerLog(CommitLog log, TimeProvider time) : IBrokerStore
{
    public long NextPosition => log.Journal.NextPosition;

    public Receipt Append(ReadOnlySpan<byte> operation)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var header = new RecordHeader(RecordKind.Input, RecordFlags.None, Quality.Good, TimestampSource.Receipt, now, now);
        return new Receipt(log, log.Journal.Append(header, [], operation));
    }

    public void Replay(BrokerOperationHandler apply)
    {
        using JournalReader reader = log.Journal.OpenReader(log.Journal.FirstPosition);
        while (reader.TryRead(out Record record))
            apply(record.Body);
    }

    public void Release(long position) => log.Journal.Release(position);
}
