using System.Globalization;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.SelfWatch;

/// <summary>
/// The machine's clock was set, or runs apart from a clock that nobody sets. Between two looks that is a step; over an hour
/// small corrections add up to the same.
/// </summary>
internal sealed class ClockCheck(WatchOptions options, TimeProvider time) : ISelfCheck
{
    /// <summary>What a machine's clock is corrected by in such a time does no harm yet.</summary>
    private static readonly TimeSpan DriftWindow = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan? _reference;
    private long _referenceSince;
    private (string Text, long Since)? _trouble;

    public string Rule => "clock-stepped";

    public Severity Severity => Severity.High;

    public LocalizedText Title { get; } = new("系统时钟被调整", "The machine's clock was set");

    public LocalizedText Advice { get; } = new(
        "检查这台机器的时间同步（NTP）是否在运行、时间现在是否正确。升级和截止时间按不受影响的时钟计算，不会提前或遗漏；但这段时间的记录时间可能有误。",
        "See whether this machine's time synchronisation (NTP) runs, and whether its time is right now. Escalations and deadlines go by a clock that nobody sets and are neither early nor missed; times written down around it may be wrong.");

    public string? Trouble()
    {
        lock (_gate)
        {
            long now = time.GetTimestamp();
            Look(now);
            if (_trouble is { } trouble && time.GetElapsedTime(trouble.Since, now) < options.ClockStepShown)
                return trouble.Text;
            _trouble = null;
            return null;
        }
    }

    private void Look(long now)
    {
        DateTimeOffset wall = time.GetUtcNow();
        TimeSpan apart = wall - DateTimeOffset.UnixEpoch - time.GetElapsedTime(_start, now);
        if (_reference is { } reference && (apart - reference).Duration() >= options.ClockStep)
        {
            TimeSpan by = apart - reference;
            _trouble = (string.Create(
                CultureInfo.InvariantCulture,
                $"it went {(by > TimeSpan.Zero ? "forward" : "back")} by {DurationConverter.Format(TimeSpan.FromMilliseconds(Math.Round(by.Duration().TotalMilliseconds)))} and shows {wall:yyyy-MM-dd HH:mm:ss} UTC now"), now);
        }
        else if (_reference is not null && time.GetElapsedTime(_referenceSince, now) < DriftWindow)
        {
            return;
        }

        (_reference, _referenceSince) = (apart, now);
    }
}
