using Dapper;
using Microsoft.Data.Sqlite;

namespace Telemetry.Worker.Alerts;

/// <summary>Every change that a person or a program asked for, and what came of it. Rows are only ever added.</summary>
internal static class AuditLog
{
    public static void Add(SqliteConnection connection, long at, string who, string action, string subject, string? detail) =>
        connection.Execute(
            "INSERT INTO audit(at, who, action, subject, detail) VALUES(@at, @who, @action, @subject, @detail)",
            new { at, who, action, subject, detail });
}
