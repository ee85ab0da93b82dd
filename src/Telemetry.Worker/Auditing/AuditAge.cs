using Dapper;
using Microsoft.Data.Sqlite;

namespace Telemetry.Worker.Auditing;

/// <summary>Removes entries of the audit log that are too old to keep, from its beginning, and keeps the chain's anchor.</summary>
internal static class AuditAge
{
    /// <summary>Deletes some; how many.</summary>
    /// <param name="connection">In a transaction.</param>
    /// <param name="before">Entries of before this may go, Unix milliseconds.</param>
    /// <param name="now">
    /// Unix milliseconds. An entry of after it was written while the clock was ahead; it does not keep those behind it for
    /// ever. One with a time of long ago, from a clock that was behind, goes no earlier than those before it.
    /// </param>
    /// <param name="rows">At most so many.</param>
    public static int DeleteSome(SqliteConnection connection, long before, long now, int rows)
    {
        (long anchor, long head) = connection.QuerySingle<(long, long)>("SELECT anchor_number, head_number FROM audit_state");
        // What the trigger will not let go stays: under a simulated clock that can be more than what is young by that clock.
        long machineNow = TimeProvider.System.GetUtcNow().AddSeconds(2).ToUnixTimeMilliseconds();
        long machineDay = machineNow - 4_000 - (long)TimeSpan.FromDays(AuditSchema.LeastDays).TotalMilliseconds;
        long firstToStay = connection.ExecuteScalar<long?>(
            "SELECT min(number) FROM audit WHERE at BETWEEN @before AND @now OR at BETWEEN @machineDay AND @machineNow",
            new { before, now, machineDay, machineNow }) ?? head + 1;
        long? last = connection.ExecuteScalar<long?>(
            "SELECT max(number) FROM audit WHERE number < @end AND at < @before", new { end = Math.Min(firstToStay, anchor + 1 + rows), before });
        if (last is not { } number)
            return 0;
        connection.Execute("UPDATE audit_state SET anchor_number = @number, anchor_hash = (SELECT hash FROM audit WHERE number = @number)", new { number });
        return connection.Execute("DELETE FROM audit WHERE number <= @number", new { number });
    }
}
