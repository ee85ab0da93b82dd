namespace Telemetry.Worker.Notifications;

/// <summary>Turns a call into what goes out, by the channel that carries its way.</summary>
internal sealed class PageForm
{
    /// <summary>Empty when no channel carries the way.</summary>
    public IReadOnlyList<OutboxEntry> Entries(PageCall call, long nowMs)
    {
        _ = (call, nowMs);
        return [];
    }
}
