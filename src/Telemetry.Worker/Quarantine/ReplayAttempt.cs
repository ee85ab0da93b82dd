using System.Text;
using Telemetry.Readings;
using Telemetry.Readings.Health;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Ingest;
using Channel = Telemetry.Readings.Channel;

namespace Telemetry.Worker.Quarantine;

/// <summary>
/// The way of one message out of quarantine: topic, inventory, decode, validate, records, as if it came now, but received
/// when it was. What devices send meanwhile is not compared with it: the messages of a replay are compared with each other.
/// </summary>
internal sealed class ReplayAttempt(City city, SnapshotKeeper snapshots, PayloadOptions options, Journal journal)
{
    private readonly DeviceWatch _watch = new(city, options);
    private City _city = city;

    /// <summary>Writes the file of a message that is a picture, on disk when this returns; nothing for others.</summary>
    /// <param name="now">The city in force.</param>
    /// <param name="message">The message; <see cref="Run"/> says what becomes of it.</param>
    public RejectReason KeepPicture(CityView now, QuarantinedMessage message)
    {
        byte[] topic = Encoding.UTF8.GetBytes(message.Topic);
        return message.ReplayedAt is null && message.Payload.Length <= IngestPipeline.MaximumSnapshotBytes
            && now.Topics.Find(topic, out DeviceTopic found) == TopicLookup.Found && found.Channel == Channel.Snapshot
            ? snapshots.KeepAgain(found.Device!, found.SnapshotId(topic), message.Payload, message.ReceivedAt, dryRun: false, new RecordGroup())
            : RejectReason.None;
    }

    /// <summary>Tries a message; writes nothing.</summary>
    /// <param name="now">The city in force, used until the records are appended.</param>
    /// <param name="message">Messages come in the order of their receipt.</param>
    /// <param name="group">Takes the records.</param>
    public ReplayResult Run(CityView now, QuarantinedMessage message, RecordGroup group)
    {
        if (message.ReplayedAt is not null)
            return new ReplayResult(message.Position, ReplayOutcome.AlreadyReplayed);
        if (_city != now.City)
            _watch.Adopt(_city = now.City);
        // Who said it is not kept: it would be somebody else's word.
        if (message.Reason == RejectReason.InvalidInput.Label())
            return new ReplayResult(message.Position, ReplayOutcome.NotReplayable);
        if (message.Bytes > message.Payload.Length && RejectReasons.TryParse(message.Reason, out RejectReason cut))
            return new ReplayResult(message.Position, ReplayOutcome.Refused, cut);
        byte[] topic = Encoding.UTF8.GetBytes(message.Topic);
        TopicLookup lookup = now.Topics.Find(topic, out DeviceTopic found);
        if (lookup != TopicLookup.Found)
            return new ReplayResult(message.Position, ReplayOutcome.Refused, lookup.ToRejectReason());
        Device device = found.Device!;
        if (found.Channel is not (Channel.Telemetry or Channel.Event or Channel.Snapshot))
            return new ReplayResult(message.Position, ReplayOutcome.NotReplayable, Device: device.Id);

        RejectReason reason;
        if (message.Payload.Length > (found.Channel == Channel.Snapshot ? IngestPipeline.MaximumSnapshotBytes : options.MaximumBytes))
        {
            reason = RejectReason.Oversize;
        }
        else if (found.Channel == Channel.Snapshot)
        {
            reason = snapshots.KeepAgain(device, found.SnapshotId(topic), message.Payload, message.ReceivedAt, dryRun: true, group);
        }
        else
        {
            // Events get the nanoseconds of the journal position that their message took: nobody else has those.
            var encoder = new RecordEncoder(options, _watch, journal, new IngestCounters(), new EventCounter(message.Position));
            reason = encoder.EncodeReplayed(
                device, found.Channel == Channel.Event, message.Payload, Encoding.UTF8.GetBytes(message.ContentType), message.ReceivedAt, group);
        }

        return reason == RejectReason.None
            ? new ReplayResult(message.Position, ReplayOutcome.Taken, Device: device.Id, Records: group.Count)
            : new ReplayResult(message.Position, ReplayOutcome.Refused, reason, device.Id);
    }
}
