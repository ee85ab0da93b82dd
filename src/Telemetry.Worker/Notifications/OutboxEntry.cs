namespace Telemetry.Worker.Notifications;

/// <summary>Something that has to reach somebody, at least once, under a key that stays the same over every attempt.</summary>
/// <param name="Key">Stable; a receiver that remembers it sees the notification once.</param>
/// <param name="Channel">Which sender takes it: <see cref="ChannelName"/>.</param>
/// <param name="Incident">The incident it is about.</param>
/// <param name="Target">Where to: a device id for a command; empty for the webhook.</param>
/// <param name="Body">JSON.</param>
/// <param name="CreatedAt">Unix milliseconds, worker time.</param>
/// <param name="ExpiresAt">Unix milliseconds, worker time; not sent after it.</param>
/// <param name="Attempts">How often it was tried.</param>
internal sealed record OutboxEntry(string Key, string Channel, string Incident, string Target, string Body, long CreatedAt, long ExpiresAt, int Attempts = 0);

/// <summary>The channels there are.</summary>
internal static class ChannelName
{
    public const string Webhook = "webhook";
    public const string Command = "command";

    /// <summary>The incident itself, as a line for the store.</summary>
    public const string Line = "line";
}
