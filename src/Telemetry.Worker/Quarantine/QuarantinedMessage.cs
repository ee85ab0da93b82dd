using Telemetry.Readings;

namespace Telemetry.Worker.Quarantine;

/// <summary>A message that could not be understood.</summary>
/// <param name="Position">Of its record in the journal; its number here.</param>
/// <param name="ReceivedAt">Unix milliseconds.</param>
/// <param name="Reason">The label of a <see cref="RejectReason"/>: of the last time it was tried.</param>
/// <param name="Device">The device its topic names; empty when there is none.</param>
/// <param name="Topic">As it came; what is not UTF-8 is replaced.</param>
/// <param name="Payload">As it came.</param>
/// <param name="ContentType">Of MQTT 5; empty when it had none. What is not UTF-8 is replaced.</param>
/// <param name="TriedAt">When it was last tried again, Unix milliseconds; null when it never was.</param>
/// <param name="TriedBy">Who asked for that.</param>
/// <param name="ReplayedAt">When it was taken after all, Unix milliseconds; null when it was not.</param>
public sealed record QuarantinedMessage(
    long Position, long ReceivedAt, string Reason, string Device, string Topic, byte[] Payload,
    string ContentType = "", long? TriedAt = null, string? TriedBy = null, long? ReplayedAt = null);
