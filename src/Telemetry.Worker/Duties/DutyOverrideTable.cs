using Dapper;
using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Escalation;

namespace Telemetry.Worker.Duties;

/// <summary>Reads and writes the table of swaps.</summary>
internal static class DutyOverrideTable
{
    private const string Columns = "id, duty, shift, person, replaces, from_at, until_at, reason, made_by, made_at";

    public static IReadOnlyList<DutyOverride> All(SqliteConnection connection) =>
        [.. connection.Query<Row>($"SELECT {Columns} FROM duty_override ORDER BY id").Select(row => row.ToOverride())];

    /// <summary>Those of a database that a running worker may be using; none when there is no such file, or it is older than swaps.</summary>
    /// <param name="path">Of <c>alerts.db</c>.</param>
    public static IReadOnlyList<DutyOverride> Peek(string path)
    {
        if (!File.Exists(path))
            return [];
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, DefaultTimeout = 30, Pooling = false }.ConnectionString);
        connection.Open();
        return connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_master WHERE name = 'duty_override'") == 0 ? [] : All(connection);
    }

    /// <summary>Its id.</summary>
    public static long Add(SqliteConnection connection, DutyOverride swap) => connection.ExecuteScalar<long>(
        """
        INSERT INTO duty_override(duty, shift, person, replaces, from_at, until_at, reason, made_by, made_at)
        VALUES(@DutyId, @Shift, @PersonId, @Replaces, @FromMs, @UntilMs, @Reason, @By, @AtMs) RETURNING id
        """,
        swap);

    public static void End(SqliteConnection connection, long id, long untilMs) =>
        connection.Execute("UPDATE duty_override SET until_at = @untilMs WHERE id = @id", new { id, untilMs });

    public static void Remove(SqliteConnection connection, long id) =>
        connection.Execute("DELETE FROM duty_override WHERE id = @id", new { id });

    public static void Forget(SqliteConnection connection, long endedBeforeMs) =>
        connection.Execute("DELETE FROM duty_override WHERE until_at < @endedBeforeMs", new { endedBeforeMs });

    private sealed class Row
    {
        public long Id { get; init; }

        public string Duty { get; init; } = "";

        public string? Shift { get; init; }

        public string Person { get; init; } = "";

        public string? Replaces { get; init; }

        public long From_At { get; init; }

        public long Until_At { get; init; }

        public string Reason { get; init; } = "";

        public string Made_By { get; init; } = "";

        public long Made_At { get; init; }

        public DutyOverride ToOverride() => new(Id, Duty, Shift, Person, Replaces, From_At, Until_At, Reason, Made_By, Made_At);
    }
}
