using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Incidents;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.SelfWatch;

/// <summary>
/// Turns what the parts say is wrong with them into incidents that people answer like any other. What stands is read from
/// the database each time, so a restart goes on with the same incident, and one whose check is gone ends.
/// </summary>
internal sealed partial class SelfWatch(
    SelfChecks checks, AlertDatabase database, IncidentWriter incidents, CityInForce city, TimeProvider time, ILogger<SelfWatch> logger) : WorkerPart
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>What was said in the log for want of an incident.</summary>
    private readonly HashSet<string> _unkept = [];

    /// <summary>By rule.</summary>
    private readonly Dictionary<string, ToldTrouble> _told = [];
    private bool _databaseFailed;

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        do
        {
            Look();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    internal void Look()
    {
        var troubles = new List<(ISelfCheck Check, string Trouble)>();
        foreach (ISelfCheck check in checks.All())
        {
            if (check.Trouble() is { } trouble)
                troubles.Add((check, trouble));
        }

        try
        {
            Compare(database.Read(connection => IncidentStore.Standing(connection, OwnIncident.SystemId)), troubles);
            _databaseFailed = false;
            _unkept.Clear();
        }
        catch (SqliteException e)
        {
            // A full disk is just what somebody should be told of; the log is what is left, and the next look tries again.
            if (!_databaseFailed)
                LogNotKept(logger, e.Message);
            _databaseFailed = true;
            foreach ((ISelfCheck check, string trouble) in troubles.Where(each => _unkept.Add(each.Check.Rule)))
                LogTrouble(logger, check.Rule, trouble);
        }
    }

    private void Compare(IReadOnlyList<Incident> standing, List<(ISelfCheck Check, string Trouble)> troubles)
    {
        var over = standing.ToDictionary(incident => incident.RuleId);
        foreach ((ISelfCheck check, string trouble) in troubles)
        {
            if (over.Remove(check.Rule, out Incident? open))
            {
                Follow(open, check, trouble);
                continue;
            }

            Incident opened = OwnIncident.Open(check, trouble, city.City, time.GetUtcNow().ToUnixTimeMilliseconds());
            incidents.Open(opened);
            _told[check.Rule] = new ToldTrouble(opened.Id, opened.Attributes, trouble, check.Subjects, time);
            LogTrouble(logger, check.Rule, trouble);
        }

        foreach (Incident ended in over.Values)
        {
            incidents.Clear(ended.Id);
            _told.Remove(ended.RuleId);
            LogOver(logger, ended.RuleId);
        }
    }

    private void Follow(Incident open, ISelfCheck check, string trouble)
    {
        if (!_told.TryGetValue(check.Rule, out ToldTrouble? told) || told.Incident != open.Id)
            _told[check.Rule] = told = new ToldTrouble(open.Id, open.Attributes, trouble, check.Subjects, time);
        if (told.Follow(trouble, check.Subjects) is not { } change)
            return;
        incidents.Tell(open.Id, change);
        told.Take(change);
        if (change.More.Count > 0)
            LogTrouble(logger, check.Rule, trouble);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Rule}: {Trouble}")]
    private static partial void LogTrouble(ILogger logger, string rule, string trouble);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Rule}: over")]
    private static partial void LogOver(ILogger logger, string rule);

    [LoggerMessage(Level = LogLevel.Error, Message = "Incidents of Telemetry itself cannot be kept: {Detail}")]
    private static partial void LogNotKept(ILogger logger, string detail);
}
