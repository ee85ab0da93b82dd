using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Testing;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Alerts;

public sealed class IncidentStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly AlertDatabase _database;

    public IncidentStoreTests() => _database = new AlertDatabase(_folder["alerts.db"]);

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public void Save_ThenFind_GivesBackEveryProperty()
    {
        Incident full = TestIncident.Create() with
        {
            LifeSafety = true,
            Severity = Severity.Critical,
            State = IncidentState.Closed,
            Advice = new LocalizedText("去看", "Go and look"),
            Value = 0.25,
            Attributes = """{"zone":"'; DROP TABLE incident; --","n":1}""",
            Occurrences = 3,
            AcknowledgedAtMs = 2,
            AcknowledgedBy = "李",
            ClearedAtMs = 3,
            Version = 4,
            Corrected = true,
            Backlog = true,
            Held = true,
            Group = "aaaabbbbccccdddd",
            Procedure = "https://example.org/p",
            Hold = new IncidentHold("works", "li", 5, "s-1"),
            HeldSinceMs = 6,
            LetGoAtMs = 7,
        };
        Incident bare = TestIncident.Create("ffff000011112222");

        _database.Write(connection => IncidentStore.Save(connection, full));
        _database.Write(connection => IncidentStore.Save(connection, bare));

        Assert.Equal(full, Find(full.Id));
        Assert.Equal(bare, Find(bare.Id));
        Assert.Null(Find("nothing"));
    }

    [Fact]
    public void Save_Again_WritesTheIncidentAsItIsNow()
    {
        Incident incident = TestIncident.Create();
        _database.Write(connection => IncidentStore.Save(connection, incident));
        Incident later = incident with { State = IncidentState.Acknowledged, AcknowledgedBy = "li", AcknowledgedAtMs = 5, Value = 1, Version = 2, Position = 9 };

        _database.Write(connection => IncidentStore.Save(connection, later));

        Assert.Equal(later, Find(incident.Id));
    }

    [Fact]
    public void List_IsByUrgencyThenNewestAndOnlyOfTheStatesAsked()
    {
        foreach ((string id, Severity severity, IncidentState state, long at) in (ReadOnlySpan<(string, Severity, IncidentState, long)>)[
            ("low-new", Severity.Low, IncidentState.Unacknowledged, 9), ("high-old", Severity.High, IncidentState.Acknowledged, 1),
            ("high-new", Severity.High, IncidentState.ReturnedUnacknowledged, 5), ("critical", Severity.Critical, IncidentState.Unacknowledged, 2),
            ("closed", Severity.Critical, IncidentState.Closed, 9), ("medium", Severity.Medium, IncidentState.Unacknowledged, 3)])
        {
            _database.Write(connection => IncidentStore.Save(connection, TestIncident.Create(id, severity, state, at)));
        }

        Assert.Equal(["critical", "high-new", "high-old", "medium", "low-new"], Ids(IncidentStates.Open, 10));
        Assert.Equal(["critical", "high-new"], Ids(IncidentStates.Open, 2));
        Assert.Equal(["closed"], Ids([IncidentState.Closed], 10));
        Assert.Equal(6, _database.Read(IncidentStore.Counts).Sum(c => c.Count));
    }

    [Fact]
    public void Write_ThatThrows_ChangesNothing()
    {
        Assert.Throws<InvalidOperationException>(() => _database.Write(connection =>
        {
            IncidentStore.Save(connection, TestIncident.Create());
            throw new InvalidOperationException("a bug");
        }));

        Assert.Null(Find(TestIncident.Create().Id));
    }

    [Theory]
    [InlineData("open", 6)]
    [InlineData("all", 7)]
    [InlineData("closed", 1)]
    [InlineData("returned-unacknowledged", 1)]
    [InlineData("Closed", null)]
    [InlineData("", null)]
    public void Select_NameOfStates_IsThoseOrNone(string name, int? count) => Assert.Equal(count, IncidentStates.Select(name)?.Count);

    [Fact]
    public void Labels_OfEveryState_AreReadBack() =>
        Assert.All(Enum.GetValues<IncidentState>(), state => Assert.Equal(state, IncidentStates.Parse(state.Label())));

    [Fact]
    public void Open_FileOfANewerVersion_IsRefusedWithTheWayBack()
    {
        _database.Write(connection => { Dapper.SqlMapper.Execute(connection, "PRAGMA user_version = 99"); });

        Assert.Contains($"was written by a newer version of telemetry (format 99, this one knows {AlertSchema.Steps.Count})", Assert.Throws<StartException>(() => new AlertDatabase(_folder["alerts.db"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FileThatIsNoDatabase_IsRefusedWithTheMend()
    {
        File.WriteAllText(_folder["broken.db"], new string('x', 5_000));

        var refused = Assert.Throws<StartException>(() => new AlertDatabase(_folder["broken.db"]));

        Assert.StartsWith(_folder["broken.db"], refused.Message, StringComparison.Ordinal);
        Assert.Contains("move the file away", refused.Message, StringComparison.Ordinal);
    }

    private Incident? Find(string id) => _database.Read(connection => IncidentStore.Find(connection, id));

    private IEnumerable<string> Ids(IReadOnlyList<IncidentState> states, int limit) =>
        _database.Read(connection => IncidentStore.List(connection, states, limit)).Select(i => i.Id);
}
