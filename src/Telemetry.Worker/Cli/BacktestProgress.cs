using System.Globalization;
using Telemetry.Worker.Backtest;

namespace Telemetry.Worker.Cli;

/// <summary>Tells on standard error how far a backtest has come, every few seconds, and stops it.</summary>
internal sealed class BacktestProgress(TextWriter error, TimeProvider time, CancellationToken cancellationToken) : ReplayProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    private readonly long _start = time.GetTimestamp();
    private TimeSpan _told;

    public override void Step(long records, double share, long timeMs)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TimeSpan elapsed = time.GetElapsedTime(_start);
        if (elapsed - _told < Interval)
            return;
        _told = elapsed;
        error.WriteLine(timeMs == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{records:N0} lines looked at")
            : string.Create(CultureInfo.InvariantCulture, $"{share:P0}, {records:N0} records, {DateTimeOffset.FromUnixTimeMilliseconds(timeMs):yyyy-MM-dd'T'HH:mm:ss'Z'}, {records / elapsed.TotalSeconds:N0}/s"));
    }
}
