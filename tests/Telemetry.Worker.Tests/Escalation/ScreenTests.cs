using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Rules;
using Telemetry.Testing;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Escalation;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Escalation;

/// <summary>What the centre's screen shows of what nobody answered.</summary>
public sealed class ScreenTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly AlertDatabase _database;

    public ScreenTests() => _database = new AlertDatabase(_folder["alerts.db"]);

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public void Screen_MoreThanAreListed_ListsLifeSafetyAndTheMostUrgentWhateverTheirIdsAre()
    {
        for (int i = 0; i < 20; i++)
            Show($"a{i:00}", Severity.High, openedAtMs: 100 + i);
        Show("m", Severity.Critical, openedAtMs: 900);
        Show("z", Severity.Medium, openedAtMs: 999, lifeSafety: true);

        Assert.Equal(["z", "m", "a00"], Listed(3));
        Assert.Equal(22, _database.Read(connection => EscalationStore.ScreenCount(connection)));
    }

    [Fact]
    public void Screen_OfSomeAreas_IsFullOfThemHoweverManyThereAreElsewhere()
    {
        for (int i = 0; i < 20; i++)
            Show($"a{i:00}", Severity.Critical, openedAtMs: i);
        Show("y", Severity.Medium, openedAtMs: 1, area: "here");
        Show("z", Severity.High, openedAtMs: 2, area: "here");

        Assert.Equal(["z", "y"], Listed(3, "here", "nowhere"));
        Assert.Equal(2, _database.Read(connection => EscalationStore.ScreenCount(connection, ["here", "nowhere"])));
        Assert.Empty(Listed(3, "nowhere"));
    }

    [Fact]
    public void Screen_NoLongerOnScreen_IsNeitherListedNorCounted()
    {
        Show("a", Severity.Critical, openedAtMs: 1);
        Show("b", Severity.Critical, openedAtMs: 1, isOnScreen: false);

        Assert.Equal(["a"], Listed(3));
        Assert.Equal(1, _database.Read(connection => EscalationStore.ScreenCount(connection)));
    }

    private IEnumerable<string> Listed(int limit, params string[] areas) =>
        _database.Read(connection => EscalationStore.Screen(connection, limit, areas.Length == 0 ? null : areas)).Select(incident => incident.Id);

    private void Show(string id, Severity severity, long openedAtMs, bool lifeSafety = false, string area = "there", bool isOnScreen = true) => _database.Write(connection =>
    {
        IncidentStore.Save(connection, TestIncident.Create(id, severity, openedAt: openedAtMs) with { AreaId = area, LifeSafety = lifeSafety });
        EscalationStore.Save(connection, new EscalationState { Incident = id, Ladder = "l", Phase = EscalationPhase.Answer, Step = 1, BeganMs = 0, OnScreen = isOnScreen }, lifeSafety);
    });
}
