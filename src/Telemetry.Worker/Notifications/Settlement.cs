namespace Telemetry.Worker.Notifications;

/// <summary>What came of an entry, to be written down.</summary>
/// <param name="Entry">It.</param>
/// <param name="State"><c>delivered</c>, <c>expired</c> or <c>failed</c>; null while it goes on being tried.</param>
/// <param name="Detail">The other side's words.</param>
/// <param name="At">Unix milliseconds.</param>
/// <param name="IsAttempt">True when it was sent for this.</param>
internal readonly record struct Settlement(OutboxEntry Entry, string? State, string? Detail, long At, bool IsAttempt = true);
