using Microsoft.Data.Sqlite;
using Telemetry.Storage.Sqlite;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Tests.Sqlite;

public sealed class SqliteUpgradeTests
{
    /// <summary>What version 1 wrote: tables, one series with three readings a minute apart, an event, a cursor.</summary>
    private const string VersionOne = """
        PRAGMA journal_mode = WAL;
        CREATE TABLE _cursor (partition TEXT PRIMARY KEY, position INTEGER NOT NULL);
        CREATE TABLE _series
        (id INTEGER PRIMARY KEY, series TEXT NOT NULL UNIQUE, measurement TEXT NOT NULL, device TEXT NOT NULL, table_name TEXT NOT NULL);
        CREATE INDEX _series_device ON _series (device, measurement);
        CREATE TABLE "heating__station"
        (_series INTEGER NOT NULL, _ns INTEGER NOT NULL, PRIMARY KEY (_series, _ns)) WITHOUT ROWID;
        ALTER TABLE "heating__station" ADD COLUMN "flow" REAL;
        ALTER TABLE "heating__station" ADD COLUMN "mode" TEXT;
        CREATE TABLE "heating_event"
        (_series INTEGER NOT NULL, _ns INTEGER NOT NULL, PRIMARY KEY (_series, _ns)) WITHOUT ROWID;
        ALTER TABLE "heating_event" ADD COLUMN "event" TEXT;
        INSERT INTO _series VALUES (1, 'heating,area=linqing,device=hs-1,site=s1', 'heating', 'hs-1', 'heating__station');
        INSERT INTO _series VALUES (2, 'heating_event,area=linqing,device=hs-1,site=s1', 'heating_event', 'hs-1', 'heating_event');
        INSERT INTO _series VALUES (3, 'heating,area=linqing,device=hs-2,site=s1', 'heating', 'hs-2', 'heating__station');
        INSERT INTO "heating__station" VALUES (1, 1795240800000000000, 1.5, 'auto'), (1, 1795240860000000000, 2.5, NULL), (1, 1795244400000000000, 5, NULL);
        INSERT INTO "heating_event" VALUES (2, 1795240800000000000, 'fault');
        INSERT INTO _cursor VALUES ('all', 4711);
        PRAGMA user_version = 1;
        """;

    private const long FirstMs = 1_795_240_800_000;

    [Fact]
    public async Task Open_VersionOne_KeepsACopyAndRollsUpWhatIsThere()
    {
        await using var rig = new SqliteRig();
        rig.Execute(VersionOne);

        await rig.OpenAsync();

        Assert.Equal(4711, rig.Store.StoredPosition);
        using (var copy = new SqliteConnection($"Data Source={rig.Path}.v1;Mode=ReadOnly;Pooling=False"))
        {
            copy.Open();
            using SqliteCommand command = copy.CreateCommand();
            command.CommandText = "SELECT (SELECT user_version FROM pragma_user_version) || ' ' || (SELECT group_concat(flow) FROM heating__station) || ' ' || (SELECT position FROM _cursor)";
            Assert.Equal("1 1.5,2.5,5.0 4711", command.ExecuteScalar());
        }

        // Before and after the rollups are there.
        long to = FirstMs + 7_200_000;
        Assert.Equal([new SeriesPoint(FirstMs, 2, null), new SeriesPoint(FirstMs + 3_600_000, 5, null)], await rig.QueryAsync("flow", FirstMs, to, TimeSpan.FromHours(1)));
        rig.FinishUpkeep();
        Assert.Equal(["2026-11-21 06:00:00|2|4", "2026-11-21 07:00:00|1|5"], rig.Rows("SELECT utc, count, sum FROM _hourly"));
        Assert.Empty(rig.Rows("SELECT * FROM _dirty"));
        Assert.Equal([new SeriesPoint(FirstMs, 2, null), new SeriesPoint(FirstMs + 3_600_000, 5, null)], await rig.QueryAsync("flow", FirstMs, to, TimeSpan.FromHours(1)));
    }

    [Fact]
    public async Task Open_UpgradeWasInterrupted_BeginsAgain()
    {
        await using var rig = new SqliteRig();
        rig.Execute(VersionOne);
        await File.WriteAllTextAsync(rig.Path + ".v1.partial", "half a copy");
        await File.WriteAllTextAsync(rig.Path + ".v1", "an older copy");

        await rig.OpenAsync();

        Assert.False(File.Exists(rig.Path + ".v1.partial"));
        Assert.StartsWith("SQLite format 3", await File.ReadAllTextAsync(rig.Path + ".v1"));
        rig.FinishUpkeep();
        Assert.Equal(["3"], rig.Rows("SELECT count(*) FROM _minutes"));
    }

    [Fact]
    public async Task Open_UpgradedOnce_MakesNoFurtherCopy()
    {
        await using var rig = new SqliteRig();
        rig.Execute(VersionOne);
        await rig.OpenAsync();
        File.Delete(rig.Path + ".v1");
        await rig.OpenAsync();
        Assert.False(File.Exists(rig.Path + ".v1"));
    }

    [Fact]
    public async Task KeepCopy_NoRoom_NamesWhatIsNeededAndChangesNothing()
    {
        await using var rig = new SqliteRig();
        rig.Execute(VersionOne);
        using var database = new SqliteDatabase(rig.Path);

        StoreConfigurationException refused = Assert.Throws<StoreConfigurationException>(() => SqliteUpgrade.KeepCopy(database, rig.Path, 1, free: 3 << 20));

        Assert.Contains("needs 64 MiB", refused.Message);
        Assert.Contains("only 3 MiB are free", refused.Message);
        Assert.False(File.Exists(rig.Path + ".v1"));
    }

    [Fact]
    public async Task Open_CopyCannotBeWritten_IsUnavailableAndLeavesVersionOne()
    {
        await using var rig = new SqliteRig();
        rig.Execute(VersionOne);
        Directory.CreateDirectory(rig.Path + ".v1.partial");

        await Assert.ThrowsAnyAsync<Exception>(rig.OpenAsync);

        Assert.Equal(["1"], rig.Rows("PRAGMA user_version"));
        Directory.Delete(rig.Path + ".v1.partial");
        await rig.OpenAsync();
        Assert.Equal(["2"], rig.Rows("PRAGMA user_version"));
    }
}
