using Dapper;
using Microsoft.Data.Sqlite;

namespace Telemetry.Worker.Auditing;

/// <summary>Which entries; what is null does not matter.</summary>
/// <param name="FromMs">At this time or later, Unix milliseconds.</param>
/// <param name="ToMs">Before this time.</param>
/// <param name="Who">By this principal.</param>
/// <param name="Action">Of this kind.</param>
/// <param name="Before">Below this number: the last one of the page before.</param>
internal sealed record AuditQuery(long? FromMs = null, long? ToMs = null, string? Who = null, string? Action = null, long? Before = null);

/// <summary>Reads the audit log.</summary>
internal static class AuditReader
{
    /// <summary>The newest first.</summary>
    public static IReadOnlyList<AuditEntry> List(SqliteConnection connection, AuditQuery query, int limit) => connection.Query<AuditEntry>(
        """
        SELECT number AS Number, at AS At, who AS Who, address AS Address, via AS Via, action AS Action, subject AS Subject, detail AS Detail FROM audit
        WHERE (@Before IS NULL OR number < @Before) AND (@FromMs IS NULL OR at >= @FromMs) AND (@ToMs IS NULL OR at < @ToMs)
            AND (@Who IS NULL OR who = @Who) AND (@Action IS NULL OR action = @Action)
        ORDER BY number DESC LIMIT @limit
        """,
        new { query.FromMs, query.ToMs, query.Who, query.Action, query.Before, limit }).ToList();
}
