using Telemetry.Readings;

namespace Telemetry.Worker.Quarantine;

/// <summary>A message that could not be understood.</summary>
/// <param name="Position">Of its record in the journal; its number here.</param>
/// <param name="ReceivedAt">Unix milliseconds.</param>
/// <param name="Reason">The label of a <see cref="RejectReason"/>.</param>
/// <param name="Device">The device its topic names; empty when there is none.</param>
/// <param name="Topic">As it came; what is not UTF-8 is replaced.</param>
/// <param name="Payload">As it came.</param>
internal sealed record QuarantinedMessage(long Position, long ReceivedAt, string Reason, string Device, string Topic, byte[] Payload);
