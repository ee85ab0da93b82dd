using Telemetry.Alerting.Incidents;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Alerts;

/// <summary>
/// Ends what kept incidents from calling people when its time is up: at once after a restart when it passed meanwhile. Both clocks
/// count: a hold ends when the wall clock says so, and it lasts no longer than it was given by the monotonic one, so that a clock
/// that was put back prolongs none.
/// </summary>
internal sealed partial class HoldRunner(
    AlertDatabase database, IncidentWriter incidents, Outbox outbox, IncidentsOptions options, TimeProvider time, ILogger<HoldRunner> logger) : WorkerPart
{
    /// <summary>Who ends them, in the history.</summary>
    public const string Clock = "clock";

    /// <summary>In one transaction: alarms get their turn between two.</summary>
    private const int StepIncidents = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Watched> _watched = [];
    private readonly PatientDatabase _database = new("alerts.db", TimeProvider.System, logger);

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
        IReadOnlyList<Incident> held = database.Read(IncidentStore.HeldBackUntil);
        List<Incident> due = [.. held.Where(IsDue)];
        foreach (Incident[] some in due.Chunk(StepIncidents))
        {
            database.Write(connection =>
            {
                foreach (Incident incident in some)
                {
                    // Somebody may just have given it another end.
                    if (IncidentStore.Find(connection, incident.Id) is { } now && now.Hold == incident.Hold)
                        incidents.EndHold(connection, incident.Id, Clock, incident.Hold!.Reason);
                }
            });
        }

        if (due.Count > 0)
        {
            outbox.Announce();
            LogEnded(logger, due.Count);
        }

        if (_watched.Count > 0)
        {
            var ids = held.Except(due).Select(incident => incident.Id).ToHashSet();
            foreach (string gone in _watched.Keys.Where(id => !ids.Contains(id)).ToList())
                _watched.Remove(gone);
        }
    }

    private bool IsDue(Incident incident)
    {
        long leftMs = incident.Hold!.UntilMs!.Value - time.GetUtcNow().ToUnixTimeMilliseconds();
        if (!_watched.TryGetValue(incident.Id, out Watched watched) || watched.Hold != incident.Hold)
        {
            // The clock may have been put back while the worker was down: nobody was allowed to give more than this.
            TimeSpan? limit = incident.Hold.Source is null ? options.Limits.Of(incident, incident.State) : null;
            double allowedMs = limit is { } most ? Math.Min(leftMs, most.TotalMilliseconds) : leftMs;
            _watched[incident.Id] = watched = new Watched(incident.Hold, time.GetTimestamp(), allowedMs);
        }

        return leftMs <= 0 || time.GetElapsedTime(watched.Since).TotalMilliseconds >= watched.AllowedMs;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} incidents are no longer put aside: their time is up")]
    private static partial void LogEnded(ILogger logger, int count);

    /// <param name="Hold">As it was when it was first seen.</param>
    /// <param name="Since">By the monotonic clock.</param>
    /// <param name="AllowedMs">From then on.</param>
    private readonly record struct Watched(IncidentHold Hold, long Since, double AllowedMs);
}
