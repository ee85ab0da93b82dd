using System.Text.Json;
using Telemetry.Readings.Json;

namespace Telemetry.Readings;

/// <summary>The payload of channel <c>status</c>: <c>{"online": true, "ts": 1763700000123}</c>; a will has no <c>ts</c>.</summary>
/// <param name="Online">Whether the device says it is there.</param>
/// <param name="TimestampMs">Unix milliseconds; the time of receipt when the device gave none or an implausible one.</param>
/// <param name="TimestampSource">Whose clock that is.</param>
public readonly record struct StatusPayload(bool Online, long TimestampMs, TimestampSource TimestampSource)
{
    /// <summary>Decodes a status; other keys are ignored.</summary>
    public static RejectReason Decode(ReadOnlySpan<byte> payload, long receivedAtMs, PayloadOptions options, out StatusPayload status)
    {
        status = default;
        Span<FlatValue> values = stackalloc FlatValue[2];
        RejectReason reason = FlatObject.Read(payload, options.MaximumBytes, ["online", "ts"], values);
        if (reason != RejectReason.None)
            return reason;
        if (values[0].Type is not (JsonTokenType.True or JsonTokenType.False))
            return RejectReason.InvalidStatus;
        (long timestamp, TimestampSource source, _) = new PayloadClock(options).Judge(PayloadClock.Read(values[1], payload), receivedAtMs);
        status = new StatusPayload(values[0].Type == JsonTokenType.True, timestamp, source);
        return RejectReason.None;
    }
}
