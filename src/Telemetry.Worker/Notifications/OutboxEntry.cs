namespace Telemetry.Worker.Notifications;

/// <summary>Something that has to reach somebody, at least once, under a key that stays the same over every attempt.</summary>
/// <param name="Key">Stable; a receiver that remembers it sees the notification once.</param>
/// <param name="Channel">Which sender takes it: <see cref="ChannelName"/>.</param>
/// <param name="Incident">The incident it is about.</param>
/// <param name="Target">Where to: a device id for a command; of a call a <see cref="PageTarget"/>; empty for the webhook's feed.</param>
/// <param name="Body">JSON; empty for a screen that is to be cleared.</param>
/// <param name="CreatedAt">Unix milliseconds, worker time.</param>
/// <param name="ExpiresAt">Unix milliseconds, worker time; not sent after it.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Urgent">About lives: goes ahead of everything else, and no rate limit holds it.</param>
internal sealed record OutboxEntry(
    string Key, string Channel, string Incident, string Target, string Body, long CreatedAt, long ExpiresAt, int Attempts = 0, bool Urgent = false)
{
    /// <summary>Of entries with the same one only one is on its way at a time, so that a receiver hears 'raised' before 'cleared'; null for calls, none of which waits for another.</summary>
    public string? Lane => PageTarget.IsOne(Target) ? null : Target.Length > 0 ? Target : Incident;
}

/// <summary>The channels there are.</summary>
internal static class ChannelName
{
    public const string Webhook = "webhook";
    public const string Mqtt = "mqtt";
    public const string Command = "command";

    /// <summary>The incident itself, as a line for the store.</summary>
    public const string Line = "line";

    /// <summary>Those that may carry a call to a person.</summary>
    public static readonly IReadOnlyList<string> ForCalls = [Webhook, Mqtt];
}
