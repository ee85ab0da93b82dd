using Telemetry.Testing;

namespace Telemetry.Worker.Tests.Silences;

/// <summary>A clock that somebody puts right or wrong: the wall time jumps, the time that has passed does not.</summary>
internal sealed class SteppedClock : TimeProvider
{
    private readonly ManualTimeProvider _steady = new();
    private TimeSpan _step;

    public override long TimestampFrequency => _steady.TimestampFrequency;

    public long NowMs => GetUtcNow().ToUnixTimeMilliseconds();

    public override DateTimeOffset GetUtcNow() => _steady.GetUtcNow() + _step;

    public override long GetTimestamp() => _steady.GetTimestamp();

    public void Pass(TimeSpan time) => _steady.Advance(time);

    public void Step(TimeSpan by) => _step += by;
}
