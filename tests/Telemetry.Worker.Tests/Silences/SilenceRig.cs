using System.Security.Claims;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Alerting.Silences;
using Telemetry.Readings.Inventory;
using Telemetry.Testing;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;
using Telemetry.Worker.Silences;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Silences;

/// <summary>Silences over a real database, on a clock that tests move, with the incidents of the test city.</summary>
internal sealed class SilenceRig : IDisposable
{
    public static readonly ClaimsPrincipal Administrator = ConsoleSchemes.Administrator("test");

    private readonly TemporaryFolder _folder = new();
    private readonly NotificationsOptions _notifications = new() { Webhook = { Url = "http://127.0.0.1:1/hook", MinimumSeverity = Severity.Low } };
    private RuleSet _rules;
    private int _position;

    public SilenceRig(City? city = null)
    {
        City = new CityInForce(city ?? TestCity.Load(), "city");
        _rules = TestCity.Compile(City.City);
        Database = new AlertDatabase(_folder["alerts.db"]);
        Restart();
    }

    public SteppedClock Time { get; } = new();

    public CityInForce City { get; }

    public AlertDatabase Database { get; }

    public SilenceOptions Options { get; } = new();

    public MaintenanceOptions Maintenance { get; } = new();

    public SilenceDesk Desk { get; private set; } = null!;

    public SilenceBook Book { get; private set; } = null!;

    public SilenceBoard Board { get; private set; } = null!;

    public SilenceRunner Runner { get; private set; } = null!;

    public HoldSweep Sweep { get; private set; } = null!;

    public HoldRunner Holds { get; private set; } = null!;

    public IncidentWriter Writer { get; private set; } = null!;

    public LifeSafetySilenced LifeSafety { get; private set; } = null!;

    public IReadOnlyList<Incident> Incidents => Database.Read(connection => IncidentStore.List(connection, IncidentStates.All, 100_000));

    /// <summary>As another process would find it.</summary>
    public void Restart()
    {
        Desk = new SilenceDesk(Database, City, Time);
        Writer = new IncidentWriter(Database, new Outbox(Database), new NotificationPlan(_notifications, new ConsoleOptions()), Time, null, Desk);
        Sweep = new HoldSweep(Database, Writer, Desk);
        Holds = new HoldRunner(Database, Writer, new Outbox(Database), new IncidentsOptions(), Time, NullLogger<HoldRunner>.Instance);
        LifeSafety = new LifeSafetySilenced(Desk);
        var check = new SilenceCheck(Desk, City, new ScopeNames([LifeSafety]), Options, Maintenance);
        Book = new SilenceBook(Database, Desk, check, new SilencePreviewer(Database, City, Options), Sweep, City, Time);
        Board = new SilenceBoard(Database, Desk, City);
        Runner = new SilenceRunner(Database, Desk, check, Sweep, City, Time, NullLogger<SilenceRunner>.Instance);
    }

    public void Switch(City next)
    {
        City.Switch(next, () => { });
        _rules = TestCity.Compile(next);
    }

    public SilenceOrder Order(SilenceScope scope, TimeSpan? length = null, TimeSpan? ahead = null, bool exceptLifeSafety = false, SilenceKind kind = SilenceKind.Silence) => new(
        kind, scope, ahead is null ? null : Time.NowMs + (long)ahead.Value.TotalMilliseconds,
        Time.NowMs + (long)((ahead ?? TimeSpan.Zero) + (length ?? TimeSpan.FromMinutes(30))).TotalMilliseconds, "works", exceptLifeSafety);

    public Silence Create(SilenceOrder order, ClaimsPrincipal? user = null)
    {
        SilenceOutcome outcome = Book.Create(order, user ?? Administrator);
        Assert.True(outcome.Mistake is null, outcome.Mistake);
        return outcome.Silence!;
    }

    /// <summary>Opens an incident of a device by its first rule; its id.</summary>
    public string Raise(string device)
    {
        string id = $"{++_position:x16}";
        Write(id, device, TransitionKind.Raised);
        return id;
    }

    public void Clear(string id, string device) => Write(id, device, TransitionKind.Cleared);

    public Incident Find(string id) => Database.Read(connection => IncidentStore.Find(connection, id))!;

    public IReadOnlyList<string> Told(string id) => Database.Read(connection =>
        connection.Query<string>("SELECT key FROM outbox WHERE incident = @id AND channel = 'webhook' ORDER BY rowid", new { id }).Select(key => key[(id.Length + 1)..]).ToList());

    public IReadOnlyList<string> History(string id) => Database.Read(connection => IncidentHistory.Of(connection, id).Select(e => $"{e.What} by {e.Who}").ToList());

    public IReadOnlyList<string> Audit() => Database.Read(connection => connection.Query<string>("SELECT who || ' ' || action FROM audit ORDER BY number").ToList());

    /// <summary>Time passes and the timer looks.</summary>
    public void Pass(TimeSpan time)
    {
        Time.Pass(time);
        Runner.Look();
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    private void Write(string id, string device, TransitionKind kind)
    {
        Device found = City.City.FindDevice(device)!;
        Rule rule = _rules.Rules.First(rule => rule.Kind == found.Kind);
        Writer.Write(
            [
                new Transition
                {
                    Id = id,
                    Kind = kind,
                    Rule = rule,
                    Device = found,
                    Position = kind == TransitionKind.Raised ? _position : ++_position,
                    AtMs = Time.NowMs,
                    ReceivedAtMs = Time.NowMs,
                    Severity = rule.Severity,
                    Title = new LocalizedText("题", "Title"),
                    Attributes = "{}",
                },
            ],
            [], []);
    }
}
