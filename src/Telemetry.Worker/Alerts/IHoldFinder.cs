using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Incidents;

namespace Telemetry.Worker.Alerts;

/// <summary>Knows what keeps an incident from calling people, before it is saved and anything goes out.</summary>
internal interface IHoldFinder
{
    /// <param name="connection">The step's transaction.</param>
    /// <param name="incident">One that nobody has answered.</param>
    /// <param name="nowMs">Unix milliseconds.</param>
    /// <returns>The same instance when nothing does.</returns>
    Incident Hold(SqliteConnection connection, Incident incident, long nowMs);
}
