using Telemetry.Alerting.Incidents;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Console.Pages;

namespace Telemetry.Worker.Ingest;

/// <summary>The pictures of incidents that are open.</summary>
internal static class OpenPictures
{
    private const int MaximumIncidents = 100_000;

    /// <summary>Names of files, whether they are there or not.</summary>
    public static IReadOnlySet<string> FileNames(AlertDatabase database)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (Incident incident in database.Read(connection => IncidentStore.List(connection, IncidentStates.Open, MaximumIncidents)))
        {
            if (Fact.SnapshotOf(incident.Attributes) is { } snapshot)
                names.UnionWith(SnapshotKeeper.FileNames(incident.DeviceId, snapshot));
        }

        return names;
    }
}
