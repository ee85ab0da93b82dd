namespace Telemetry.Worker.Notifications;

/// <summary>How long until the next attempt.</summary>
internal static class RetryDelay
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Refused = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Reply = TimeSpan.FromSeconds(5);

    /// <param name="longestUrgent">What is about lives waits no longer.</param>
    public static TimeSpan After(SendResult result, OutboxEntry entry, TimeSpan longestUrgent)
    {
        // The other side's wish counts within reason: neither a storm nor an alarm that waits for tomorrow.
        TimeSpan delay = result.RetryAfter is { } wish
            ? TimeSpan.FromTicks(Math.Clamp(wish.Ticks, First.Ticks, Refused.Ticks))
            : Of(result.Outcome, entry.Attempts);
        return entry.Urgent && delay > longestUrgent ? longestUrgent : delay;
    }

    /// <summary>Doubling with jitter, so that many entries do not knock in step.</summary>
    private static TimeSpan Of(SendOutcome outcome, int attempts) => outcome switch
    {
        SendOutcome.AwaitingReply => Reply,
        SendOutcome.Refused => Refused * (0.8 + Random.Shared.NextDouble() * 0.4),
        _ => TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, First.TotalSeconds * Math.Pow(2, Math.Min(attempts, 10)))) * (0.5 + Random.Shared.NextDouble() / 2),
    };
}
