using Dapper;
using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Testing;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Housekeeping;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Housekeeping;

public sealed class AlertHistoryTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(TestIncident.OpenedAt + (long)TimeSpan.FromDays(500).TotalMilliseconds);
    private static readonly long Old = TestIncident.OpenedAt;
    private static readonly long Young = (Now - TimeSpan.FromDays(399)).ToUnixTimeMilliseconds();

    private readonly TemporaryFolder _folder = new();
    private readonly AlertDatabase _database;
    private readonly AlertHistory _history;

    public AlertHistoryTests()
    {
        _database = new AlertDatabase(_folder["alerts.db"]);
        _history = new AlertHistory(_database, new AlertsOptions());
        Checkpoint(1000);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public void DeleteSome_ClosedAndOld_GoesWithAllThatBelongsToIt()
    {
        Put("old", IncidentState.Closed, Old);
        Put("young", IncidentState.Closed, Old, clearedAt: Young);
        Put("answered", IncidentState.Closed, Old, acknowledgedAt: Young);
        Put("open", IncidentState.Unacknowledged, Old);
        Put("returned", IncidentState.ReturnedUnacknowledged, Old);

        Assert.False(_history.DeleteSome(Now));

        Assert.Equal(["answered", "open", "returned", "young"], Column("SELECT id FROM incident ORDER BY id"));
        Assert.Equal(["answered", "open", "returned", "young"], Column("SELECT incident FROM incident_event ORDER BY incident"));
        Assert.Equal(["answered", "open", "returned", "young"], Column("SELECT incident FROM outbox ORDER BY incident"));
        Assert.Equal(1, _history.DeletedIncidents);
    }

    [Fact]
    public void DeleteSome_SomebodyIsStillToBeTold_Stays()
    {
        Put("old", IncidentState.Closed, Old, notified: false);

        _history.DeleteSome(Now);

        Assert.Equal(["old"], Column("SELECT id FROM incident"));
    }

    [Theory]
    [InlineData(7, 1)]
    [InlineData(8, 0)]
    public void DeleteSome_TheEngineWouldMeetItAgain_Stays(long checkpoint, int left)
    {
        Put("old", IncidentState.Closed, Old);
        Checkpoint(checkpoint);

        _history.DeleteSome(Now);

        Assert.Equal(left, Column("SELECT id FROM incident").Count);
    }

    [Fact]
    public void DeleteSome_Many_TakesSmallSteps()
    {
        _database.Write(c =>
        {
            for (int i = 0; i < 450; i++)
            {
                IncidentStore.Save(c, TestIncident.Create($"i{i}", state: IncidentState.Closed));
                AuditLog.Add(c, 1, "li", "acknowledge", $"i{i}", null);
            }
        });

        int steps = 1;
        while (_history.DeleteSome(Now))
            steps++;

        Assert.Equal(3, steps);
        Assert.Equal((450, 450), (_history.DeletedIncidents, _history.DeletedAuditEntries));
    }

    [Fact]
    public void DeleteSome_AuditLog_IsOnlyAgedOut()
    {
        long threeYears = (Now - TimeSpan.FromDays(3 * 365)).ToUnixTimeMilliseconds();
        _database.Write(c =>
        {
            AuditLog.Add(c, threeYears - 1, "li", "acknowledge", "a", null);
            AuditLog.Add(c, threeYears, "li", "acknowledge", "b", null);
        });

        _history.DeleteSome(Now);

        Assert.Equal(["b"], Column("SELECT subject FROM audit"));
    }

    private void Put(string id, IncidentState state, long openedAt, long? clearedAt = null, long? acknowledgedAt = null, bool notified = true) => _database.Write(c =>
    {
        IncidentStore.Save(c, TestIncident.Create(id, Severity.High, state, openedAt) with { ClearedAtMs = clearedAt, AcknowledgedAtMs = acknowledgedAt });
        IncidentHistory.Add(c, id, openedAt, "rules", "raised", null);
        Outbox.Put(c, new OutboxEntry(id, ChannelName.Webhook, id, "", "{}", openedAt, long.MaxValue));
        if (notified)
            c.Execute("UPDATE outbox SET state = 'delivered' WHERE key = @id", new { id });
    });

    private void Checkpoint(long position) => _database.Write(c =>
    {
        c.Execute("INSERT OR REPLACE INTO checkpoint VALUES('all', @position, x'00')", new { position });
    });

    private List<string> Column(string sql) => _database.Read(c => c.Query<string>(sql).ToList());
}
