using Telemetry.Readings.Json;

namespace Telemetry.Readings;

/// <summary>The payload of channel <c>command/reply</c>: <c>{"id": "...", "state": "done", "detail": "...", "ts": 1763700000123}</c>.</summary>
/// <param name="Id">The id of the command, 1 to 64 bytes.</param>
/// <param name="State">What became of it.</param>
/// <param name="Detail">Why, in the device's words; empty when it gave none or more than <see cref="PayloadOptions.MaximumTextBytes"/>.</param>
/// <param name="TimestampMs">Unix milliseconds; the time of receipt when the device gave none or an implausible one.</param>
/// <param name="TimestampSource">Whose clock that is.</param>
public sealed record ReplyPayload(string Id, CommandState State, string Detail, long TimestampMs, TimestampSource TimestampSource)
{
    private const int MaximumIdBytes = 64;

    private static readonly string[] States = ["selected", "accepted", "executing", "done", "failed", "refused", "expired"];

    /// <summary>Decodes a reply; other keys are ignored.</summary>
    public static RejectReason Decode(ReadOnlySpan<byte> payload, long receivedAtMs, PayloadOptions options, out ReplyPayload? reply)
    {
        reply = null;
        Span<FlatValue> values = stackalloc FlatValue[4];
        RejectReason reason = FlatObject.Read(payload, options.MaximumBytes, ["id", "state", "detail", "ts"], values);
        if (reason != RejectReason.None)
            return reason;
        string? id = values[0].ReadString(payload, MaximumIdBytes);
        int state = Array.IndexOf(States, values[1].ReadString(payload, MaximumIdBytes));
        if (string.IsNullOrEmpty(id) || state < 0)
            return RejectReason.InvalidReply;
        string detail = values[2].ReadString(payload, options.MaximumTextBytes) ?? "";
        (long timestamp, TimestampSource source, _) = new PayloadClock(options).Judge(PayloadClock.Read(values[3], payload), receivedAtMs);
        reply = new ReplyPayload(id, (CommandState)state, detail, timestamp, source);
        return RejectReason.None;
    }
}
