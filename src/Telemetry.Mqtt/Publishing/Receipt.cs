namespace Telemetry.Mqtt.Publishing;

/// <summary>What a receiver says of one PUBLISH: when it may be acknowledged, and how.</summary>
/// <param name="Log">The log that has to commit first; null when it may be acknowledged at once.</param>
/// <param name="Position">The position in <paramref name="Log"/> of the last record the message became.</param>
/// <param name="Reason">The reason code of the acknowledgement (3.1.1 has none and acknowledges all the same).</param>
public readonly record struct Receipt(IDurableLog? Log, long Position, ReasonCode Reason = ReasonCode.Success)
{
    /// <summary>True once the acknowledgement may be sent.</summary>
    public bool IsDurable => Log is null || Position < Log.CommittedPosition;
}
