using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Incidents;

namespace Telemetry.Worker.Alerts;

/// <summary>Does what follows from a step of an incident, such as calling people, in the transaction of the step itself.</summary>
internal interface IIncidentFollower
{
    /// <param name="connection">The step's transaction; it may write, and must not wait for anything.</param>
    /// <param name="before">The incident before the step; null when it was just opened.</param>
    /// <param name="incident">The incident after it, already written.</param>
    void Follow(SqliteConnection connection, Incident? before, Incident incident);
}
