using Telemetry.Mqtt.Publishing;
using Telemetry.Readings;
using Telemetry.Readings.Inventory;
using Telemetry.Readings.Payloads;
using Telemetry.Storage.Journal;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// The way of a message: topic, inventory, decode, validate, record, journal; the receipt says when it may be
/// acknowledged. A message that cannot be understood is kept whole as a reject record and acknowledged like any other:
/// sending it again would not make it better.
/// </summary>
/// <param name="city">The inventory in force.</param>
/// <param name="log">Where records go.</param>
/// <param name="snapshots">Where pictures go.</param>
/// <param name="counters">What is counted.</param>
/// <param name="maximumPayloadBytes">Longer payloads are rejected; snapshots have a limit of their own.</param>
/// <param name="retainedIsOld">True behind an external broker, where a set retain flag marks a message kept from earlier.</param>
/// <param name="time">Gives received-at.</param>
internal sealed class IngestPipeline(
    CityInForce city,
    CommitLog log,
    SnapshotKeeper snapshots,
    IngestCounters counters,
    int maximumPayloadBytes,
    bool retainedIsOld,
    TimeProvider time) : IPublishReceiver
{
    /// <summary>The largest picture a camera may send.</summary>
    public const int MaximumSnapshotBytes = 1 << 20;

    [ThreadStatic]
    private static RecordEncoder? _threadEncoder;

    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        ValueTask pictures = snapshots.WaitForRoomAsync(cancellationToken);
        return pictures.IsCompletedSuccessfully ? log.Journal.WaitForRoomAsync(cancellationToken) : WaitForBothAsync(pictures, cancellationToken);
    }

    public Receipt Receive(in PublishView publish, PublishOrigin origin)
    {
        long receivedAtMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        TopicLookup lookup = city.Topics.Find(publish.Topic, out DeviceTopic found);
        counters.CountReceived(found.Channel, publish.Payload.Length, receivedAtMs);
        if (lookup != TopicLookup.Found)
            return Reject(publish, found.Device, Reason(lookup), receivedAtMs);
        if (publish.Payload.Length > (found.Channel == Channel.Snapshot ? MaximumSnapshotBytes : maximumPayloadBytes))
            return Reject(publish, found.Device, RejectReason.Oversize, receivedAtMs);

        Device device = found.Device!;
        switch (found.Channel)
        {
            case Channel.Telemetry or Channel.Event when publish.IsWill || (retainedIsOld && publish.Retain):
                // A will or a kept message is a status at most, never a fresh reading or event.
                counters.CountRetainedIgnored();
                return default;
            case Channel.Telemetry:
                return Samples(publish, device, isEvent: false, receivedAtMs);
            case Channel.Event:
                return Samples(publish, device, isEvent: true, receivedAtMs);
            case Channel.Snapshot:
                return snapshots.Keep(device, publish.Topic, publish.Topic[found.SnapshotId], publish.Payload, receivedAtMs);
            case Channel.Status:
                return StatusPayload.TryRead(publish.Payload, out StatusPayload status)
                    ? Append(RecordKind.Status, publish, device, status.TimestampMs, receivedAtMs)
                    : Reject(publish, device, RejectReason.MalformedJson, receivedAtMs);
            case Channel.CommandReply:
                return ReplyPayload.TryRead(publish.Payload, out ReplyPayload reply)
                    ? Append(RecordKind.Reply, publish, device, reply.TimestampMs, receivedAtMs)
                    : Reject(publish, device, RejectReason.MalformedJson, receivedAtMs);
            default:
                // A command is ours to send; one that arrives is somebody's mistake or attack.
                return Reject(publish, device, RejectReason.UnknownTopic, receivedAtMs);
        }
    }

    private async ValueTask WaitForBothAsync(ValueTask pictures, CancellationToken cancellationToken)
    {
        await pictures;
        await log.Journal.WaitForRoomAsync(cancellationToken);
    }

    private Receipt Samples(in PublishView publish, Device device, bool isEvent, long receivedAtMs)
    {
        RecordEncoder encoder = _threadEncoder ??= new RecordEncoder();
        RejectReason reason = encoder.Encode(device, isEvent, publish.Payload, receivedAtMs, log.Journal, counters, out long position);
        return reason == RejectReason.None
            ? new Receipt(log, position)
            : Reject(publish, device, reason, receivedAtMs);
    }

    private Receipt Append(RecordKind kind, in PublishView publish, Device device, long? timestampMs, long receivedAtMs)
    {
        RecordFlags flags = (publish.IsWill ? RecordFlags.Will : 0) | (publish.Retain ? RecordFlags.Retained : 0);
        TimestampSource source = timestampMs is null ? TimestampSource.Receipt : TimestampSource.Device;
        var header = new RecordHeader(kind, flags, Quality.Good, source, receivedAtMs, timestampMs ?? receivedAtMs);
        counters.CountRecords(1);
        return new Receipt(log, log.Journal.Append(header, device.IdUtf8.Span, publish.Payload));
    }

    private Receipt Reject(in PublishView publish, Device? device, RejectReason reason, long receivedAtMs)
    {
        counters.CountRejected(reason);
        var body = new byte[RejectBody.Length(publish.Topic, publish.Payload)];
        RejectBody.Write(body, reason, publish.Topic, publish.Payload);
        var header = new RecordHeader(RecordKind.Reject, RecordFlags.None, Quality.Bad, TimestampSource.Receipt, receivedAtMs, receivedAtMs);
        return new Receipt(log, log.Journal.Append(header, device is null ? default : device.IdUtf8.Span, body));
    }

    private static RejectReason Reason(TopicLookup lookup) => lookup switch
    {
        TopicLookup.UnknownDevice => RejectReason.UnknownDevice,
        TopicLookup.WrongArea or TopicLookup.WrongSystem => RejectReason.WrongArea,
        _ => RejectReason.UnknownTopic,
    };
}
