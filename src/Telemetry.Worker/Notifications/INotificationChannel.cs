namespace Telemetry.Worker.Notifications;

/// <summary>What came of one attempt.</summary>
internal enum SendOutcome
{
    /// <summary>The other side has it.</summary>
    Delivered,

    /// <summary>It left, and the other side's own answer decides; it is sent again until that comes.</summary>
    AwaitingReply,

    /// <summary>Worth another attempt soon.</summary>
    Recoverable,

    /// <summary>The other side refused it; tried again, slowly, since somebody may mend the receiver.</summary>
    Refused,
}

/// <param name="Outcome">What came of it.</param>
/// <param name="Detail">The other side's words or the error, for people; null when there is nothing to say.</param>
/// <param name="RetryAfter">The other side's wish, if it had one.</param>
internal readonly record struct SendResult(SendOutcome Outcome, string? Detail = null, TimeSpan? RetryAfter = null);

/// <summary>Sends; when to try again is decided elsewhere.</summary>
internal interface INotificationChannel
{
    string Name { get; }

    Task<SendResult> SendAsync(OutboxEntry entry, CancellationToken cancellationToken);
}
