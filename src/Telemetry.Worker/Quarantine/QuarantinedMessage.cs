using Telemetry.Readings;

namespace Telemetry.Worker.Quarantine;

/// <summary>A message that could not be understood.</summary>
/// <param name="Position">Of its record in the journal; its number here.</param>
/// <param name="ReceivedAt">Unix milliseconds.</param>
/// <param name="Reason">The label of a <see cref="RejectReason"/>: of the last time it was tried.</param>
/// <param name="Device">The device its topic names; empty when there is none.</param>
/// <param name="Topic">As it came; what is not UTF-8 is replaced.</param>
/// <param name="Payload">As it came; the beginning of one that was cut, nothing of a picture that was taken after all.</param>
/// <param name="ContentType">Of MQTT 5; empty when it had none. What is not UTF-8 is replaced.</param>
/// <param name="TriedAt">When it was last tried again, Unix milliseconds; null when it never was.</param>
/// <param name="TriedBy">Who asked for that.</param>
/// <param name="ReplayedAt">When it was taken after all, Unix milliseconds; null when it was not.</param>
/// <param name="Length">Of the payload as it came, when not all of it is here.</param>
public sealed record QuarantinedMessage(
    long Position, long ReceivedAt, string Reason, string Device, string Topic, byte[] Payload,
    string ContentType = "", long? TriedAt = null, string? TriedBy = null, long? ReplayedAt = null, long? Length = null)
{
    /// <summary>Bytes of the payload as it came.</summary>
    public long Bytes => Length ?? Payload.Length;

    /// <summary>
    /// True for what is or was meant as a picture of a camera: by the shape of its topic, or by its first bytes wherever it was sent. It shows people;
    /// only who may see pictures gets its payload.
    /// </summary>
    public bool IsPicture =>
        $"/{Topic}/".Contains("/snapshot/", StringComparison.OrdinalIgnoreCase) || Payload.AsSpan().StartsWith(Jpeg) || Payload.AsSpan().StartsWith(Png);

    private static ReadOnlySpan<byte> Jpeg => [0xFF, 0xD8, 0xFF];

    private static ReadOnlySpan<byte> Png => [0x89, 0x50, 0x4E, 0x47];
}
