namespace Telemetry.Worker.Notifications;

/// <summary>How hard a channel is used.</summary>
/// <param name="AtOnce">So many are on their way at once; what is about lives has as many places again of its own.</param>
/// <param name="PerSecond">At most so many a second; 0 for no limit. Never holds what is about lives.</param>
/// <param name="LongestUrgentDelay">What is about lives is tried again after this at the latest, whatever the receiver asks for.</param>
/// <param name="Gather">Between two looks at the outbox: what came meanwhile goes together.</param>
internal sealed record SendLimits(int AtOnce, int PerSecond, TimeSpan LongestUrgentDelay, TimeSpan Gather = default)
{
    public static readonly SendLimits Standard = new(8, 0, TimeSpan.FromSeconds(10));

    /// <summary>For the lines of incidents: thousands a second go into the journal with a few commits.</summary>
    public static readonly SendLimits Lines = new(512, 0, TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(50));
}
