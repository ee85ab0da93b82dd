using Microsoft.Data.Sqlite;
using Telemetry.Testing;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Drills;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Drills;

/// <summary>Test calls over a real database and outbox, on a clock that a test moves and sets. It begins on Saturday, 2026-11-21, 16:00 in the city.</summary>
internal sealed class TestDrills : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _steady = new();

    public TestDrills(params string[] duties)
    {
        Roster = new FakeRoster(duties);
        Clock = new SteppedClock(_steady);
        Database = new AlertDatabase(_folder["alerts.db"]);
        Outbox = new Outbox(Database);
        Restart();
    }

    public DrillsOptions Options { get; } = new();

    public FakeRoster Roster { get; }

    public SteppedClock Clock { get; }

    public AlertDatabase Database { get; }

    public Outbox Outbox { get; }

    public DrillDesk Desk { get; private set; } = null!;

    public DrillRunner Runner { get; private set; } = null!;

    public DrillTroubles Troubles { get; private set; } = null!;

    public ListLogger<DrillRunner> Log { get; } = new();

    /// <summary>Whether a channel carries calls.</summary>
    public bool HasChannel { get; set; } = true;

    public List<PageCall> Calls { get; } = [];

    public IReadOnlyList<Drill> All => Database.Read(connection => DrillStore.List(connection, null, null, 100_000));

    /// <summary>The process ends and another begins: what is in memory is gone.</summary>
    public void Restart()
    {
        Desk = new DrillDesk(Database, Outbox, Entries, Roster, Options, Clock);
        Runner = new DrillRunner(Desk, Database, Roster, Options, Clock, Log);
        Troubles = new DrillTroubles(Desk, Database, Roster);
    }

    /// <summary>Lets time pass, with a look at each step.</summary>
    public void Pass(TimeSpan time, TimeSpan step)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += step)
        {
            _steady.Advance(step);
            Runner.Look();
        }
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    private IReadOnlyList<OutboxEntry> Entries(PageCall call, long nowMs)
    {
        Calls.Add(call);
        return HasChannel
            ? [new OutboxEntry($"{call.Key}/webhook", ChannelName.Webhook, call.Incidents[0].Id, call.Person?.Id ?? call.Duty!.Id, "{}", nowMs, nowMs + 3_600_000)]
            : [];
    }
}
