namespace Telemetry.Worker.Drills;

/// <summary>What became of one message of a test call, as the outbox knows it.</summary>
/// <param name="Key">In the outbox.</param>
/// <param name="Channel">What carries it; null when the outbox no longer has it.</param>
/// <param name="State"><c>pending</c>, <c>delivered</c>, <c>expired</c> or <c>failed</c>; null when the outbox no longer has it.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="FinishedAtMs">Unix milliseconds; null while it is pending.</param>
/// <param name="Detail">The other side's words.</param>
public sealed record DrillEntry(string Key, string? Channel, string? State, int Attempts, long? FinishedAtMs, string? Detail)
{
    public bool IsDelivered => State == "delivered";

    public bool IsSent => Attempts > 0 || IsDelivered;
}
