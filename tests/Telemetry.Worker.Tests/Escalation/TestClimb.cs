using System.Text.Json;
using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Testing;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Escalation;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Tests.Escalation;

/// <summary>Escalations on a real alerts.db with a clock that the test moves. It runs only when its own timer says so, or something was written.</summary>
internal sealed class TestClimb : IDisposable
{
    public const string Channel = "page";

    private readonly TemporaryFolder _folder = new();
    private readonly TimeSpan _callEvery;

    public TestClimb(TimeSpan? callEvery = null)
    {
        _callEvery = callEvery ?? TimeSpan.FromMinutes(1);
        Boot = new FakeBoot(Time);
        Database = new AlertDatabase(_folder["alerts.db"]);
        Start();
    }

    public JumpyTime Time { get; } = new();

    public FakeBoot Boot { get; }

    public FakeDesk Desk { get; } = new();

    public AlertDatabase Database { get; }

    public EscalationCounters Counters { get; } = new();

    public SteadyTime Steady { get; private set; } = null!;

    public IncidentWriter Writer { get; private set; } = null!;

    public Outbox Outbox { get; private set; } = null!;

    public EscalationClimb Climb { get; private set; } = null!;

    /// <summary>Tests name incidents by a letter.</summary>
    public static string Full(string id) => id.Length == 1 ? new string(id[0], 16) : id;

    /// <summary>When it wants to be run next, on the test's own time; null for never.</summary>
    public long? NextMs { get; private set; }

    public int Runs { get; private set; }

    /// <summary>Every call made, with the test's own time.</summary>
    public List<(long AtMs, PageCall Call)> Calls { get; } = [];

    /// <summary>Ways that no channel carries.</summary>
    public HashSet<Way> Mute { get; } = [];

    /// <summary>Whom an entry of the outbox is for.</summary>
    public Func<PageCall, string> Target { get; set; } = _ => "";

    /// <summary>As after a start: whatever was in memory is gone.</summary>
    public void Start()
    {
        Steady = new SteadyTime(Database, Time, Boot);
        Outbox = new Outbox(Database);
        Writer = new IncidentWriter(
            Database, Outbox, new NotificationPlan(new NotificationsOptions(), new ConsoleOptions()), Time, [new EscalationFollower(Desk, Steady, Counters, Time)]);
        Climb = new EscalationClimb(
            Database, Desk, new CallDesk(Form, new EscalationOptions { CallEvery = _callEvery }, Counters), Writer, Outbox, Steady, Counters, Time);
        Climb.Adopt();
        Run();
    }

    public void Run()
    {
        Runs++;
        NextMs = Climb.Run() is { } next ? next - Steady.NowMs + Time.TrueMs : null;
    }

    /// <summary>Lets time pass, in which the escalation wakes when it said it would.</summary>
    public void Pass(TimeSpan by)
    {
        long end = Time.TrueMs + (long)by.TotalMilliseconds;
        while (NextMs is { } next && next <= end)
        {
            Time.Advance(TimeSpan.FromMilliseconds(Math.Max(0, next - Time.TrueMs)));
            Run();
        }

        Time.Advance(TimeSpan.FromMilliseconds(end - Time.TrueMs));
    }

    public void Open(Incident incident)
    {
        OpenOnly(incident);
        Run();
    }

    /// <summary>Without anything being done about it yet.</summary>
    public void OpenOnly(Incident incident) => Writer.Open(incident with { Id = Full(incident.Id) });

    public void Acknowledge(string id)
    {
        Assert.True(Writer.Acknowledge(Full(id), "someone", null, null)!.IsTaken);
        Run();
    }

    /// <summary>Any step of the incident's life.</summary>
    public void Step(string id, Func<Incident, Incident> change)
    {
        Writer.Take((connection, _) => IncidentStore.Find(connection, Full(id)) is { } before
            ? [new HoldStep(before, change(before) with { Version = before.Version + 1 }, "test", "test", null)]
            : throw new InvalidOperationException($"There is no incident {id}."));
        Run();
    }

    /// <summary>The rules find that it is more urgent.</summary>
    public void Rise(string id, Severity severity)
    {
        Incident before = Find(id);
        // Of the rule and the device only what the transition says itself is asked.
        Writer.Write([new Transition { Id = before.Id, Kind = TransitionKind.Changed, Rule = null!, Device = null!, Position = before.Position + 1, AtMs = 1, Severity = severity }], [], []);
        Run();
    }

    public Incident Find(string id) => Database.Read(connection => IncidentStore.Find(connection, Full(id)))!;

    public EscalationState? State(string id) => Database.Read(connection => EscalationStore.Find(connection, Full(id)));

    public IReadOnlyList<PageRow> Pages(string id) => Database.Read(connection => PageStore.Of(connection, Full(id)));

    public IReadOnlyList<OutboxEntry> Pending => Outbox.Pending(Channel);

    public string History(string id) => string.Join('\n', Database.Read(connection => IncidentHistory.Of(connection, Full(id))).Select(e => $"{e.Who} {e.What} {e.Detail}"));

    /// <summary>What was called: seconds since the test began, whom, in which way.</summary>
    public IEnumerable<string> Called => Calls.Select(c => $"{c.AtMs / 1000.0} {c.Call.Person?.Id ?? c.Call.Duty?.Id} {c.Call.Way}: {string.Join(' ', c.Call.Incidents.Select(i => i.Id[0]))}");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    private IReadOnlyList<OutboxEntry> Form(PageCall call, long nowMs)
    {
        Calls.Add((Time.TrueMs, call));
        if (Mute.Contains(call.Way))
            return [];
        return [new OutboxEntry(call.Key, Channel, call.Incidents[0].Id, Target(call), JsonSerializer.Serialize(call.Incidents.Select(i => i.Id[0])), nowMs, nowMs + 1)];
    }
}
