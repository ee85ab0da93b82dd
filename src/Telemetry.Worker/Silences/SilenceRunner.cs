using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Silences;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Silences;

/// <summary>
/// Begins and ends silences when their time comes, takes planned maintenance from the city in force, and has the open incidents
/// follow. What has ended is written down, so that no clock brings it back.
/// </summary>
internal sealed partial class SilenceRunner(
    AlertDatabase database, SilenceDesk desk, SilenceCheck check, HoldSweep sweep, CityInForce city, TimeProvider time, ILogger<SilenceRunner> logger) : WorkerPart
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>An incident that a fault left behind is put right after so many looks.</summary>
    private const int LooksBetweenSweeps = 60;

    private readonly PatientDatabase _patient = new("alerts.db", TimeProvider.System, logger);
    private string[] _inForce = [];
    private City? _city;
    private int _looks;

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        do
        {
            await _patient.RunAsync(Look, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>What the timer does.</summary>
    internal void Look()
    {
        City now = city.City;
        bool isChanged = FollowCalendar(now) | EndWhatIsOver();
        string[] inForce = [.. desk.InForce.Select(known => $"{known.Silence.Id}/{known.Silence.Version}")];
        isChanged |= !ReferenceEquals(_city, now) || !inForce.SequenceEqual(_inForce);
        if (!isChanged && ++_looks < LooksBetweenSweeps)
            return;
        sweep.Run();
        (_inForce, _city, _looks) = (inForce, now, 0);
    }

    /// <summary>Writes down what the city's files begin, change or no longer plan.</summary>
    private bool FollowCalendar(City now)
    {
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var planned = MaintenanceCalendar.Of(now, nowMs, 1).Where(silence => silence.StartMs <= nowMs).ToDictionary(silence => silence.Id);
        var known = desk.All.Select(k => k.Silence).Where(silence => silence.CalendarItem is not null).ToDictionary(silence => silence.Id);
        List<Silence> changes = [];
        foreach (Silence silence in known.Values)
        {
            if (planned.TryGetValue(silence.Id, out Silence? plan))
            {
                if (Differs(silence, plan))
                    changes.Add(silence with { Scope = plan.Scope, EndMs = plan.EndMs, Reason = plan.Reason, Owner = plan.Owner, ExceptLifeSafety = plan.ExceptLifeSafety, Version = silence.Version + 1 });
            }
            else if (!IsPlanned(now, silence))
            {
                changes.Add(silence with { EndedAtMs = nowMs, EndedBy = Silence.Calendar, Version = silence.Version + 1 });
            }
        }

        List<Silence> begun = [.. planned.Values.Where(silence => !known.ContainsKey(silence.Id))];

        // One that was withdrawn, or has ended, does not begin again.
        if (begun.Count > 0)
            database.Read(connection => begun.RemoveAll(silence => SilenceStore.Find(connection, silence.Id) is not null));
        if (changes.Count == 0 && begun.Count == 0)
            return false;
        List<Silence> kept = [];
        foreach (Silence silence in changes.Concat(begun))
            kept.Add(WithinAnHour(silence, kept, nowMs));
        database.Write(connection =>
        {
            foreach (Silence silence in kept)
            {
                SilenceStore.Save(connection, silence);
                AuditLog.Add(connection, nowMs, Silence.Calendar, silence.EndedAtMs is not null ? "maintenance-end" : silence.Version > 1 ? "maintenance-change" : "maintenance", silence.Id, silence.Reason);
            }
        });
        foreach (Silence silence in begun)
            LogBegun(logger, silence.Id, silence.Reason);
        desk.Refresh();
        return true;
    }

    /// <summary>What would keep life safety silent for longer than may be together with what else does leaves it alone, as one that is too long by itself does.</summary>
    private Silence WithinAnHour(Silence silence, IReadOnlyList<Silence> others, long nowMs)
    {
        if (silence.EndedAtMs is not null || !silence.CatchesLifeSafety || check.LifeSafetyMistake(silence, others, nowMs) is not { } mistake)
            return silence;
        LogLeavesLifeSafety(logger, silence.Id, mistake);
        return silence with { ExceptLifeSafety = true };
    }

    /// <summary>True for the time of an item that still is in the files, although the clock says that it is not now.</summary>
    private static bool IsPlanned(City now, Silence silence) =>
        now.Maintenance.FirstOrDefault(item => item.Id == silence.CalendarItem) is { } item
        && item.Spans(silence.StartMs, 1) is [{ FromMs: var from }] && from == silence.StartMs;

    private static bool Differs(Silence silence, Silence plan) =>
        silence.EndMs != plan.EndMs || silence.Reason != plan.Reason || silence.Owner != plan.Owner
        || ScopeText.Of(silence.Scope) != ScopeText.Of(plan.Scope);

    private bool EndWhatIsOver()
    {
        List<Silence> over = [.. desk.All.Where(known => desk.PhaseOf(known) == SilencePhase.Over).Select(known => known.Silence)];
        if (over.Count == 0)
            return false;
        database.Write(connection =>
        {
            long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            foreach (Silence silence in over)
                End(connection, silence.Id, nowMs);
        });
        foreach (Silence silence in over)
            LogEnded(logger, silence.Id);
        desk.Refresh();
        return true;
    }

    /// <summary>Unless somebody changed it just now.</summary>
    private void End(SqliteConnection connection, string id, long nowMs)
    {
        if (SilenceStore.Find(connection, id) is { EndedAtMs: null } silence && desk.Find(id)?.Silence.Version == silence.Version)
            SilenceStore.Save(connection, silence with { EndedAtMs = nowMs, EndedBy = Silence.Clock, Version = silence.Version + 1 });
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Planned maintenance {Id} begins: {Reason}")]
    private static partial void LogBegun(ILogger logger, string id, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Planned maintenance {Id} leaves life safety alone, which calls all the while: {Mistake}")]
    private static partial void LogLeavesLifeSafety(ILogger logger, string id, string mistake);

    [LoggerMessage(Level = LogLevel.Information, Message = "Silence or maintenance {Id} is over")]
    private static partial void LogEnded(ILogger logger, string id);
}
