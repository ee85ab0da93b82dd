using System.Text;
using Telemetry.Mqtt.Publishing;
using Telemetry.Readings;
using Telemetry.Readings.Health;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Inputs;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// The way of a message: topic, inventory, decode, validate, record, journal; the receipt says when it may be
/// acknowledged. A message that cannot be understood is kept whole as a reject record and acknowledged like any other:
/// sending it again would not make it better.
/// </summary>
/// <param name="city">The inventory in force.</param>
/// <param name="log">Where records go.</param>
/// <param name="snapshots">Where pictures go.</param>
/// <param name="watch">What devices sent before.</param>
/// <param name="counters">What is counted.</param>
/// <param name="options">The limits of a payload.</param>
/// <param name="retainedIsOld">True behind an external broker, where a set retain flag marks a message kept from earlier.</param>
/// <param name="time">Gives received-at.</param>
/// <param name="logger">Tells of devices that send what their profile does not know.</param>
internal sealed partial class IngestPipeline(
    CityInForce city,
    CommitLog log,
    SnapshotKeeper snapshots,
    DeviceWatch watch,
    IngestCounters counters,
    PayloadOptions options,
    bool retainedIsOld,
    TimeProvider time,
    ILogger<IngestPipeline> logger) : IPublishReceiver, IDisposable
{
    /// <summary>The largest picture a camera may send.</summary>
    public const int MaximumSnapshotBytes = 1 << 20;

    private readonly ThreadLocal<RecordEncoder> _encoder = Encoders(options, watch, log.Journal, counters);

    /// <summary>True where simulators are told of faults over the same broker, below <c>sim/</c>, which is not for us.</summary>
    public bool IsDevelopmentRun { get; init; }

    /// <summary>What has to have a reading or an event before it is acknowledged, when the journal is not enough; stores keep nothing else.</summary>
    public IDurableLog? AcknowledgedBy { get; init; }

    /// <summary>Takes what people and programs say over MQTT; null where nobody may.</summary>
    public InputIntake? Inputs { get; init; }

    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) => log.Journal.WaitForRoomAsync(cancellationToken);

    public Receipt Receive(in PublishView publish, PublishOrigin origin)
    {
        // Until the record is appended: it has to stand in the journal under the city that it was made by.
        using CityUse use = city.Use();
        return Receive(publish, origin, use.View, time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    public void Dispose() => _encoder.Dispose();

    private static ThreadLocal<RecordEncoder> Encoders(PayloadOptions options, DeviceWatch watch, Journal journal, IngestCounters counters)
    {
        var events = new EventCounter(journal.NextPosition);
        return new ThreadLocal<RecordEncoder>(() => new RecordEncoder(options, watch, journal, counters, events));
    }

    private Receipt Receive(in PublishView publish, PublishOrigin origin, CityView now, long receivedAtMs)
    {
        TopicLookup lookup = now.Topics.Find(publish.Topic, out DeviceTopic found);
        if (lookup != TopicLookup.Found)
        {
            if (IsDevelopmentRun && publish.Topic.StartsWith("sim/"u8))
                return default;
            counters.CountReceived(null, publish.Payload.Length, receivedAtMs);
            if (lookup == TopicLookup.UnknownTopic && Inputs is { } inputs && inputs.IsTopic(publish.Topic))
                return Input(inputs, publish, now, origin, receivedAtMs);
            return Reject(publish, now, found.Device, lookup.ToRejectReason(), receivedAtMs);
        }

        counters.CountReceived(found.Channel, publish.Payload.Length, receivedAtMs);
        Device device = found.Device!;
        Admission admission = watch.Admit(device, found.Channel, receivedAtMs);
        if (admission == Admission.Kept)
            return Reject(publish, now, device, RejectReason.Flood, receivedAtMs);
        if (admission == Admission.Dropped)
        {
            counters.CountRejected(RejectReason.Flood);
            return default;
        }

        if (publish.Payload.Length > (found.Channel == Channel.Snapshot ? MaximumSnapshotBytes : options.MaximumBytes))
            return Reject(publish, now, device, RejectReason.Oversize, receivedAtMs);

        switch (found.Channel)
        {
            case Channel.Telemetry or Channel.Event when publish.IsWill || (retainedIsOld && publish.Retain):
                // A will or a kept message is a status at most, never a fresh reading or event.
                counters.CountRetainedIgnored();
                return default;
            case Channel.Telemetry or Channel.Event:
                return Samples(publish, now, device, found.Channel == Channel.Event, receivedAtMs);
            case Channel.Snapshot:
                return snapshots.TryKeep(device, publish, found.SnapshotId(publish.Topic), receivedAtMs, out Receipt receipt)
                    ? receipt
                    : Reject(publish, now, device, RejectReason.SnapshotNotKept, receivedAtMs);
            case Channel.Status:
                RejectReason statusReason = StatusPayload.Decode(publish.Payload, receivedAtMs, options, out StatusPayload status);
                return statusReason == RejectReason.None
                    ? Append(RecordKind.Status, publish, device, status.TimestampMs, status.TimestampSource, receivedAtMs)
                    : Reject(publish, now, device, statusReason, receivedAtMs);
            case Channel.CommandReply:
                RejectReason replyReason = ReplyPayload.Decode(publish.Payload, receivedAtMs, options, out ReplyPayload? reply);
                return replyReason == RejectReason.None
                    ? Append(RecordKind.Reply, publish, device, reply!.TimestampMs, reply.TimestampSource, receivedAtMs)
                    : Reject(publish, now, device, replyReason, receivedAtMs);
            default:
                // A command is ours to send; one that arrives is somebody's mistake or attack.
                return Reject(publish, now, device, RejectReason.WrongDirection, receivedAtMs);
        }
    }

    private Receipt Samples(in PublishView publish, CityView now, Device device, bool isEvent, long receivedAtMs)
    {
        RecordEncoder encoder = _encoder.Value!;
        RejectReason reason = encoder.Encode(now, device, isEvent, publish.Payload, publish.ContentType, receivedAtMs, out long position);
        if (reason != RejectReason.None)
            return Reject(publish, now, device, reason, receivedAtMs);
        if (!encoder.UnknownField.Equals(default) && now.IsFirstUnknownField(device))
            LogUnknownField(logger, device.Id, Encoding.UTF8.GetString(publish.Payload[encoder.UnknownField]), device.Kind.System.Id, device.Kind.Id);
        return new Receipt(AcknowledgedBy ?? log, position);
    }

    private Receipt Input(InputIntake inputs, in PublishView publish, CityView now, PublishOrigin origin, long receivedAtMs)
    {
        // Nobody says anything now by what a broker kept, or says for a lost client.
        if (publish.IsWill || (retainedIsOld && publish.Retain))
        {
            counters.CountRetainedIgnored();
            return default;
        }

        if (publish.Payload.Length > options.MaximumBytes)
            return Reject(publish, now, null, RejectReason.Oversize, receivedAtMs);
        RejectReason reason = inputs.Take(publish.Payload, retainedIsOld ? null : origin.UserName ?? "anonymous", out Receipt receipt);
        if (reason != RejectReason.None)
            return Reject(publish, now, null, reason, receivedAtMs);
        counters.CountRecords(1);
        return receipt;
    }

    private Receipt Append(RecordKind kind, in PublishView publish, Device device, long timestampMs, Readings.TimestampSource source, long receivedAtMs)
    {
        RecordFlags flags = (publish.IsWill ? RecordFlags.Will : 0) | (retainedIsOld && publish.Retain ? RecordFlags.Retained : 0);
        var header = new RecordHeader(kind, flags, Storage.Journal.Quality.Good, (Storage.Journal.TimestampSource)source, receivedAtMs, timestampMs);
        counters.CountRecords(1);
        return new Receipt(log, log.Journal.Append(header, device.IdUtf8.Span, publish.Payload));
    }

    private Receipt Reject(in PublishView publish, CityView now, Device? device, RejectReason reason, long receivedAtMs)
    {
        counters.CountRejected(reason);
        bool isKept = watch.CountReject(device, reason, receivedAtMs);
        if (reason == RejectReason.UnsupportedContent && device is not null && now.IsFirstUnknownContent(device))
            LogUnsupportedContent(logger, device.Id, Encoding.UTF8.GetString(publish.ContentType));
        if (!isKept)
        {
            counters.CountNotKept();
            return default;
        }

        // Of what belongs to nobody, and of what is too large, the beginning says enough.
        int keptBytes = reason == RejectReason.Oversize || (device is null && publish.Payload.Length > options.MaximumBytes) ? RejectBody.CutBytes : int.MaxValue;
        byte[] body = RejectBody.Of(reason, publish.Topic, publish.Payload, publish.ContentType, keptBytes);
        var header = new RecordHeader(RecordKind.Reject, RecordFlags.None, Storage.Journal.Quality.Bad, Storage.Journal.TimestampSource.Receipt, receivedAtMs, receivedAtMs);
        return new Receipt(log, log.Journal.Append(header, device is null ? default : device.IdUtf8.Span, body));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Device} sends '{Field}', which {System}/{Kind} does not have; it is ignored (told once for each device)")]
    private static partial void LogUnknownField(ILogger logger, string device, string field, string system, string kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Device} sends the content type '{ContentType}', which no codec reads; application/json and application/senml+json are known (told once for each device)")]
    private static partial void LogUnsupportedContent(ILogger logger, string device, string contentType);
}
