using Telemetry.Alerting.Drills;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Drills;

/// <summary>
/// Begins the weekly test of each duty and ends those that nobody answered. What was done is in the database, so a restart
/// neither repeats nor skips; deadlines go by a clock that nobody sets.
/// </summary>
internal sealed partial class DrillRunner(DrillDesk desk, AlertDatabase database, IDrillRoster roster, DrillsOptions options, TimeProvider time, ILogger<DrillRunner> logger) : WorkerPart
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Two tests of a duty are never closer, whatever clocks and calendars say.</summary>
    private static readonly TimeSpan LeastApart = TimeSpan.FromHours(20);

    /// <summary>A clock behind the newest test on record is wrong, or was when that was written; so long the record is believed.</summary>
    private static readonly TimeSpan LongestDoubt = TimeSpan.FromDays(8);

    private readonly DrillClock _clock = new(time);
    private readonly Dictionary<string, long> _deadlines = [];
    private readonly Dictionary<string, (string Week, long Timestamp)> _done = [];
    private readonly PatientDatabase _database = new("alerts.db", TimeProvider.System, logger);
    private long? _doubtSince;

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        do
        {
            await _database.RunAsync(Look, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    internal void Look()
    {
        EndMissed();
        if (options.Weekly && _clock.TryNow(out DateTimeOffset now))
            BeginDue(now.ToUnixTimeMilliseconds());
    }

    private void EndMissed()
    {
        IReadOnlyList<Drill> running = database.Read(DrillStore.Running);
        long timestamp = time.GetTimestamp();
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (Drill drill in running)
        {
            if (!_deadlines.TryGetValue(drill.Id, out long deadline))
            {
                // After a restart the wall clock has to be believed, within reason.
                long leftMs = Math.Clamp(drill.DeadlineAtMs - nowMs, 0, drill.DeadlineAtMs - drill.StartedAtMs);
                _deadlines[drill.Id] = deadline = timestamp + (long)(leftMs / 1000.0 * time.TimestampFrequency);
            }

            if (timestamp < deadline)
                continue;
            desk.Miss(drill.Id);
            LogMissed(logger, drill.Id, drill.Subject.En, DurationConverter.Format(options.AnswerWithin));
        }

        foreach (string gone in _deadlines.Keys.Except(running.Select(drill => drill.Id)).ToList())
            _deadlines.Remove(gone);
    }

    private void BeginDue(long nowMs)
    {
        IReadOnlyList<Duty> duties = roster.Duties;
        var schedule = new DrillSchedule(
            options.Day, TimeOnly.ParseExact(options.Time, "HH:mm", System.Globalization.CultureInfo.InvariantCulture), options.Spread, options.Window, roster.Zone, roster.IsDayOff);
        foreach (Duty duty in duties)
        {
            DrillTurn turn = schedule.At(duty.Id, nowMs);
            if (!turn.IsOpen || (_done.TryGetValue(duty.Id, out var last) && (last.Week == turn.Week || time.GetElapsedTime(last.Timestamp) < LeastApart)))
                continue;
            if (IsDoubtful(nowMs))
                return;
            if (IsDone(duty, turn.Week, nowMs))
                continue;
            if (desk.CallDuty(duty, turn.Week) is { } drill)
                LogBegun(logger, drill.Id, duty.Id, turn.Week, drill.State == DrillState.Uncalled ? "nobody could be called" : "waits for an answer");
            _done[duty.Id] = (turn.Week, time.GetTimestamp());
        }
    }

    private bool IsDone(Duty duty, string week, long nowMs)
    {
        (bool hasWeek, long? newest) = database.Read(connection => (DrillStore.HasWeek(connection, duty.Id, week), DrillStore.NewestWeekly(connection, duty.Id)));
        if (hasWeek)
            _done[duty.Id] = (week, time.GetTimestamp());
        return hasWeek || (newest is { } at && Math.Abs(nowMs - at) < (long)LeastApart.TotalMilliseconds);
    }

    private bool IsDoubtful(long nowMs)
    {
        if (database.Read(connection => DrillStore.NewestWeekly(connection)) is not { } newest || newest <= nowMs + (long)TimeSpan.FromHours(1).TotalMilliseconds)
        {
            _doubtSince = null;
            return false;
        }

        if (_doubtSince is null)
            LogDoubt(logger, DateTimeOffset.FromUnixTimeMilliseconds(newest), DateTimeOffset.FromUnixTimeMilliseconds(nowMs));
        _doubtSince ??= time.GetTimestamp();
        return time.GetElapsedTime(_doubtSince.Value) < LongestDoubt;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Weekly test {Drill} of duty {Duty} for {Week}: {What}")]
    private static partial void LogBegun(ILogger logger, string drill, string duty, string week, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Test call {Drill} to {Subject} was not answered within {Within}")]
    private static partial void LogMissed(ILogger logger, string drill, string subject, string within);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The newest weekly test on record began at {Newest:u}, and the clock shows {Now:u}: weekly tests wait until it is right")]
    private static partial void LogDoubt(ILogger logger, DateTimeOffset newest, DateTimeOffset now);
}
