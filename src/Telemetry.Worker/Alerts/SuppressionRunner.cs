using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Notifications;

namespace Telemetry.Worker.Alerts;

/// <summary>
/// Suppresses by design what was raised, and not answered, before the condition that explains it, and takes it up again when nothing does.
/// What begins after its inhibitor the rule engine does not raise at all. It looks at what stands in the database, so a restart goes on
/// where it was.
/// </summary>
internal sealed class SuppressionRunner(
    AlertDatabase database, IncidentWriter incidents, LiveCity live, Outbox outbox, TimeProvider time, ILogger<SuppressionRunner> logger) : WorkerPart
{
    private const int StepIncidents = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly PatientDatabase _database = new("alerts.db", TimeProvider.System, logger);
    private readonly Dictionary<string, long> _freeSince = [];
    private RuleSet? _rules;
    private DesignSuppression? _suppression;

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await _database.RunAsync(Look, stoppingToken);
    }

    internal void Look()
    {
        DesignSuppression suppression = Suppression();
        IReadOnlyList<StandingIncident> standing = database.Read(IncidentStore.Standing);
        var known = standing.Select(incident => (incident.Device, incident.Rule)).ToHashSet();
        var steps = new List<(string Id, Suppressor? By)>();
        foreach (StandingIncident incident in standing)
        {
            bool isSuppressed = incident.State == IncidentState.SuppressedByDesign.Label();
            if (incident.LifeSafety || !(isSuppressed || incident.State == IncidentState.Unacknowledged.Label()))
                continue;
            Device? device = suppression.City.FindDevice(incident.Device);
            Suppressor? by = device is null ? null : suppression.Find(device, incident.Rule, (other, rule) => known.Contains((other.Id, rule)));
            if (by is not null)
                _freeSince.Remove(incident.Id);
            if (by is null ? isSuppressed && HasHadItsTime(incident, device, suppression) : !isSuppressed)
                steps.Add((incident.Id, by));
        }

        foreach ((string Id, Suppressor? By)[] some in steps.Chunk(StepIncidents))
        {
            database.Write(connection =>
            {
                foreach ((string id, Suppressor? by) in some)
                    incidents.Suppress(connection, id, by is { } suppressor ? $"{suppressor.Device.Id}/{suppressor.RuleId}" : null);
            });
        }

        if (steps.Count > 0)
            outbox.Announce();
        if (_freeSince.Count > 0)
        {
            foreach (string gone in _freeSince.Keys.Except(standing.Select(incident => incident.Id)).ToList())
                _freeSince.Remove(gone);
        }
    }

    /// <summary>A silent child is given its time to speak anew when its gateway is back.</summary>
    private bool HasHadItsTime(StandingIncident incident, Device? device, DesignSuppression suppression)
    {
        TimeSpan patience = device is null ? TimeSpan.Zero : suppression.Patience(device, incident.Rule);
        if (patience == TimeSpan.Zero)
            return true;
        if (!_freeSince.TryGetValue(incident.Id, out long since))
            _freeSince.Add(incident.Id, since = time.GetTimestamp());
        if (time.GetElapsedTime(since) < patience)
            return false;
        _freeSince.Remove(incident.Id);
        return true;
    }

    private DesignSuppression Suppression()
    {
        RuleSet rules = live.Rules;
        if (_suppression is null || !ReferenceEquals(rules, _rules))
            (_rules, _suppression) = (rules, new DesignSuppression(rules));
        return _suppression;
    }
}
