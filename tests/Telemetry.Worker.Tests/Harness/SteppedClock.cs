using Telemetry.Testing;

namespace Telemetry.Worker.Tests.Harness;

/// <summary>A clock on the wall that can be set while the monotonic one goes on.</summary>
internal sealed class SteppedClock(ManualTimeProvider steady) : TimeProvider
{
    public TimeSpan Step { get; set; }

    public override long TimestampFrequency => steady.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => steady.GetUtcNow() + Step;

    public override long GetTimestamp() => steady.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => steady.CreateTimer(callback, state, dueTime, period);
}
