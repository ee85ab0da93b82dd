using Telemetry.Alerting.Incidents;

namespace Telemetry.Alerting.Backtest;

/// <summary>Finds alarms that occur and clear several times within a short time.</summary>
internal static class ChatterSearch
{
    /// <param name="incidents">Opened in the period, in ascending order of opening.</param>
    public static IReadOnlyList<ChatterFigures> Run(IEnumerable<Incident> incidents, AlarmTargets targets)
    {
        long windowMs = (long)targets.ChatterWindow.TotalMilliseconds;
        var found = new List<ChatterFigures>();
        foreach (var group in incidents.Where(incident => incident.ClearedAtMs is not null).GroupBy(incident => (incident.SystemId, incident.RuleId, incident.DeviceId)))
        {
            Incident[] episodes = [.. group];
            int alarms = 0;
            int counted = 0;
            long firstMs = 0;
            for (int i = targets.ChatterCount - 1; i < episodes.Length; i++)
            {
                int first = i - targets.ChatterCount + 1;
                if (episodes[i].ClearedAtMs - episodes[first].OpenedAtMs > windowMs)
                {
                    continue;
                }

                firstMs = alarms == 0 ? episodes[first].OpenedAtMs : firstMs;
                alarms += i + 1 - Math.Max(first, counted);
                counted = i + 1;
            }

            if (alarms > 0)
            {
                found.Add(new ChatterFigures(group.Key.SystemId, group.Key.RuleId, group.Key.DeviceId, alarms, firstMs));
            }
        }

        return [.. found.OrderByDescending(chatter => chatter.Alarms).ThenBy(chatter => chatter.FirstMs)];
    }
}
