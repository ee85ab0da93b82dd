namespace Telemetry.Worker.Notifications;

/// <summary>One of the entries that have been waiting for longest in a channel.</summary>
internal sealed class OldestPending
{
    public string Channel { get; set; } = "";

    public string Key { get; set; } = "";

    /// <summary>Unix milliseconds, worker time.</summary>
    public long CreatedAt { get; set; }

    public int Attempts { get; set; }

    public string? LastError { get; set; }
}
