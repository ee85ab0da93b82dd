namespace Telemetry.Worker.Heartbeats;

/// <summary>What a loop says of itself: it turns. One that does one thing for too long, or has ended, falls silent.</summary>
/// <param name="name">Of the loop, for people: <c>outbox webhook</c>.</param>
/// <param name="time">A clock that nobody sets.</param>
internal sealed class Pulse(string name, TimeProvider time)
{
    private long _last = time.GetTimestamp();

    public string Name => name;

    /// <summary>How long ago it was felt; since it was made when it never was.</summary>
    public TimeSpan Since => time.GetElapsedTime(Volatile.Read(ref _last));

    public void Beat() => Volatile.Write(ref _last, time.GetTimestamp());
}
