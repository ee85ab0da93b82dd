namespace Telemetry.Storage.Journal;

/// <summary>What the journal keeps of a record beside its device and body.</summary>
/// <param name="ReceivedAtMs">Unix milliseconds of the worker's clock.</param>
/// <param name="TimestampMs">Unix milliseconds; see <paramref name="TimestampSource"/>.</param>
/// <param name="Sequence">The device's own count; -1 when it sends none.</param>
public readonly record struct RecordHeader(
    RecordKind Kind,
    RecordFlags Flags,
    Quality Quality,
    TimestampSource TimestampSource,
    long ReceivedAtMs,
    long TimestampMs,
    long Sequence = -1);
