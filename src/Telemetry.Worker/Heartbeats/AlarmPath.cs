using Microsoft.Data.Sqlite;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Escalation;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Heartbeats;

/// <summary>
/// Whether an alarm would find its way from a device to a person right now: each part is asked for what it has done lately,
/// not for what it thinks of itself.
/// </summary>
internal sealed class AlarmPath(
    IIngestState ingest, TickTrail ticks, Func<long> judged, DatabaseProbe database, PulseBoard pulses, WaitingCalls calls, HeartbeatOptions options,
    TimeSpan tickInterval)
{
    public const string Ingest = "ingest";
    public const string Ticks = "ticks";
    public const string Engine = "engine";
    public const string Database = "database";
    public const string Runner = "runner";

    /// <summary>A call about lives does not leave.</summary>
    public const string Calls = "calls";

    /// <summary>A step of a ladder is not taken.</summary>
    public const string Steps = "steps";

    /// <summary>The parts, as metrics name them.</summary>
    public static readonly IReadOnlyList<string> Parts = [Ingest, Ticks, Engine, Database, Runner, Calls, Steps];

    /// <summary>What is broken; null when nothing is.</summary>
    public async Task<BrokenPart?> FindBrokenAsync(CancellationToken cancellationToken)
    {
        TimeSpan limit = options.TickIntervals * tickInterval;
        if (!ingest.IsUp)
            return new BrokenPart(Ingest, $"devices cannot reach the worker ({ingest.Description})");
        if (ticks.SinceWritten() is var written && written > limit)
            return new BrokenPart(Ticks, $"no tick was written into the journal for {Text(written)}");
        // Whoever waits for the database stands still as well: it is the cause.
        if (await FindDatabaseErrorAsync(cancellationToken) is { } error)
            return new BrokenPart(Database, error);
        if (ticks.SinceJudged(judged()) is var since && since > limit)
            return new BrokenPart(Engine, $"the newest tick that was journaled and judged is {Text(since)} old");
        if (pulses.FindStalled(options.StalledAfter) is { } stalled)
            return new BrokenPart(Runner, $"{stalled.Name} has not turned for {Text(stalled.Since)}");
        return FindCallError();
    }

    public static AlarmPath Of(IServiceProvider provider, WorkerOptions options)
    {
        AlertRunner runner = provider.GetRequiredService<AlertRunner>();
        TimeSpan tick = options.Alerts.TickInterval / options.Clock.Speed;
        return new AlarmPath(
            provider.GetRequiredService<IIngestState>(), provider.GetRequiredService<TickTrail>(), () => runner.Position,
            provider.GetRequiredService<DatabaseProbe>(), provider.GetRequiredService<PulseBoard>(),
            new WaitingCalls(
                provider.GetRequiredService<Outbox>(), provider.GetRequiredService<EscalationHealth>(), options.Heartbeat.CallsWithin, TimeProvider.System,
                provider.GetRequiredService<TimeProvider>()),
            options.Heartbeat,
            tick > TickWriter.LeastRealInterval ? tick : TickWriter.LeastRealInterval);
    }

    private async Task<string?> FindDatabaseErrorAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await database.TryAsync().WaitAsync(options.Timeout, TimeProvider.System, cancellationToken) is { } error ? $"alerts.db cannot be written: {error}" : null;
        }
        catch (TimeoutException)
        {
            return $"alerts.db could not be written within {DurationConverter.Format(options.Timeout)}";
        }
    }

    private BrokenPart? FindCallError()
    {
        try
        {
            return calls.Find();
        }
        catch (SqliteException e)
        {
            return new BrokenPart(Database, $"alerts.db cannot be read: {e.Message}");
        }
    }

    private static string Text(TimeSpan duration) => DurationConverter.Format(TimeSpan.FromSeconds(Math.Floor(duration.TotalSeconds)));
}
