using Dapper;
using Microsoft.Data.Sqlite;
using Telemetry.Testing;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Hosting;

public sealed class StateUpgradeTests : IDisposable
{
    private static readonly string[] Steps =
    [
        "CREATE TABLE thing(name TEXT)",
        "ALTER TABLE thing ADD COLUMN size INTEGER NOT NULL DEFAULT 1",
        "UPDATE thing SET size = size + 1; CREATE INDEX thing_by_size ON thing(size)",
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly ListLogger<StateUpgradeTests> _log = new();

    private string Database => _folder["state.db"];

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public void Run_NewFile_IsMadeWithoutACopy()
    {
        Upgrade(Steps);

        Assert.Equal(3, Query<long>("PRAGMA user_version"));
        Assert.False(File.Exists(Database + ".v0"));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void Run_OlderFile_TakesEveryStepAndKeepsTheFileAsItWas()
    {
        Upgrade(Steps[..1]);
        Query<int>("INSERT INTO thing VALUES('a') RETURNING 1");

        Upgrade(Steps);

        Assert.Equal(2, Query<long>("SELECT size FROM thing WHERE name = 'a'"));
        using var kept = new SqliteConnection($"Data Source={Database}.v1;Mode=ReadOnly");
        Assert.Equal((1, "a"), kept.QuerySingle<(long, string)>("SELECT user_version, name FROM pragma_user_version, thing"));
        Assert.Contains($"{Database} was upgraded from format 1 to 3; as it was it is kept as {Database}.v1", Assert.Single(_log.Lines), StringComparison.Ordinal);
        Upgrade(Steps);
        Assert.Single(_log.Lines);
    }

    [Fact]
    public void Run_StepThatFails_ChangesNothing()
    {
        Upgrade(Steps[..1]);

        Assert.Throws<SqliteException>(() => Upgrade([.. Steps[..2], "no SQL"]));

        Assert.Equal(1, Query<long>("PRAGMA user_version"));
        Assert.Equal(1, Query<long>("SELECT count(*) FROM pragma_table_info('thing')"));
    }

    [Fact]
    public void Run_CopyThatCannotBeKept_ChangesNothing()
    {
        Upgrade(Steps[..1]);
        Directory.CreateDirectory(Database + ".v1");

        var refused = Assert.Throws<StartException>(() => Upgrade(Steps));

        Assert.Contains("has to be upgraded from format 1 to 3, and no copy of it can be kept", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, Query<long>("PRAGMA user_version"));
    }

    [Fact]
    public void Run_NewerFile_IsRefusedWithTheWayBack()
    {
        Upgrade(Steps[..2]);
        Upgrade(Steps);

        Assert.Contains($"(format 3, this one knows 2); start that version, or go back to the copy it kept: with the worker stopped, remove {Database}, {Database}-wal and {Database}-shm, and give {Database}.v2 the name {Database}", Assert.Throws<StartException>(() => Upgrade(Steps[..2])).Message, StringComparison.Ordinal);
        File.Delete(Database + ".v2");
        Assert.EndsWith("start that version, or do something else.", Assert.Throws<StartException>(() => Upgrade(Steps[..2])).Message, StringComparison.Ordinal);
        Assert.Equal(3, Query<long>("PRAGMA user_version"));
    }

    [Fact]
    public void AlertDatabase_OfTheFirstFormat_IsUpgradedWithItsIncidents()
    {
        string path = _folder["alerts.db"];
        using (var connection = new SqliteConnection($"Data Source={path}"))
        {
            connection.Execute(AlertSchema.Steps[0] + "PRAGMA user_version = 1");
            connection.Open();
            connection.Execute(
                """
                INSERT INTO incident(id, rule, device, area, site, system, severity, life_safety, state, title_zh, title_en, attributes, occurrences, opened_at, position, version)
                VALUES('0123456789abcdef', 'low', 'hs-1', 'town', 'here', 'heating', 'high', 0, 'unacknowledged', '压力低', 'Pressure low', '{}', 1, 1795000000000, 7, 1)
                """);
        }

        var database = new AlertDatabase(path);

        Assert.Equal(TestIncident.Create(), Assert.Single(database.Read(c => IncidentStore.List(c, IncidentStates.All, 10))));
        Assert.True(File.Exists(path + ".v1"));
        Assert.Equal(5, database.Read(c => c.ExecuteScalar<long>(
            "SELECT count(*) FROM sqlite_master WHERE name IN ('incident_by_end', 'outbox_by_incident', 'audit_by_time', 'incident_by_group', 'incident_held')")));
    }

    private void Upgrade(string[] steps)
    {
        using var connection = new SqliteConnection($"Data Source={Database}");
        connection.Open();
        connection.Execute("PRAGMA journal_mode = WAL");
        new StateUpgrade(Database, steps, "do something else", _log).Run(connection);
    }

    private T Query<T>(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database}");
        return connection.QuerySingle<T>(sql);
    }
}
