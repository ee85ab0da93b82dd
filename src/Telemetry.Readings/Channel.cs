namespace Telemetry.Readings;

/// <summary>The last part of a device's topic: what kind of message it carries, and which way.</summary>
public enum Channel : byte
{
    /// <summary><c>telemetry</c>, up: readings.</summary>
    Telemetry,

    /// <summary><c>event</c>, up: something happened.</summary>
    Event,

    /// <summary><c>status</c>, up, retained: online or not.</summary>
    Status,

    /// <summary><c>snapshot/{id}</c>, up: a picture.</summary>
    Snapshot,

    /// <summary><c>command/reply</c>, up: what became of a command.</summary>
    CommandReply,

    /// <summary><c>command</c>, down; a device that publishes there is wrong.</summary>
    Command,
}
