using Telemetry.Testing;

namespace Telemetry.Worker.Tests.Escalation;

/// <summary>A clock whose wall time somebody sets, while its monotonic time and its timers go on.</summary>
internal sealed class JumpyTime : TimeProvider
{
    private readonly ManualTimeProvider _steady = new();

    /// <summary>How far the wall clock is off.</summary>
    public TimeSpan Offset { get; set; }

    /// <summary>Since the test began, whatever the wall clock says.</summary>
    public long TrueMs => (_steady.GetUtcNow() - new ManualTimeProvider().GetUtcNow()).Ticks / TimeSpan.TicksPerMillisecond;

    public int Timers => _steady.Timers;

    public override long TimestampFrequency => _steady.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _steady.GetUtcNow() + Offset;

    public override long GetTimestamp() => _steady.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => _steady.CreateTimer(callback, state, dueTime, period);

    public void Advance(TimeSpan by) => _steady.Advance(by);
}
