using Telemetry.Readings;

namespace Telemetry.Worker.Commands;

/// <summary>What a device answered to a command.</summary>
/// <param name="DeviceId">Who, by the topic it was published to.</param>
/// <param name="Payload">Its words.</param>
internal sealed record DeviceReply(string DeviceId, ReplyPayload Payload);
