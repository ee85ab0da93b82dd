using Microsoft.Data.Sqlite;
using Telemetry.Worker.Auditing;

namespace Telemetry.Worker.Alerts;

/// <summary>
/// Every change that a person or a program asked for, and what came of it. Rows are only ever added, as links of a chain
/// (<see cref="AuditChain"/>).
/// </summary>
internal static class AuditLog
{
    /// <summary>Adds an entry; where the request came from, if there is one, is known here (<see cref="AuditOrigin"/>).</summary>
    public static void Add(SqliteConnection connection, long at, string who, string action, string subject, string? detail)
    {
        AuditOrigin? origin = AuditOrigin.Current;
        AuditChain.Append(connection, new AuditEntry(0, at, who, origin?.Address, origin?.Via, action, subject, detail));
    }
}
