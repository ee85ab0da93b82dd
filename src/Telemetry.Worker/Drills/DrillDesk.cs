using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Drills;

/// <summary>
/// Begins test calls, takes answers and ends them. A test call goes the way of a real one: the same form, outbox and
/// channels; only its incident is none.
/// </summary>
/// <param name="database">Where they are kept.</param>
/// <param name="outbox">Woken for what goes out.</param>
/// <param name="form">What goes out for a call: <see cref="PageForm.Entries"/>.</param>
/// <param name="roster">Whom to call.</param>
/// <param name="options">How long they have.</param>
/// <param name="time">The worker's clock.</param>
internal sealed class DrillDesk(
    AlertDatabase database, Outbox outbox, Func<PageCall, long, IReadOnlyList<OutboxEntry>> form, IDrillRoster roster, DrillsOptions options, TimeProvider time)
{
    public static readonly LocalizedText Title = new("测试呼叫，请应答", "Test call: please answer");

    public static readonly LocalizedText Advice = new(
        "这是一次测试，没有发生事故。请打开链接点“收到”，证明真正的告警能叫到您。",
        "This is a test, nothing has happened. Open the link and press \"I got it\", to show that a real alarm would reach you.");

    private int _changes;

    /// <summary>Grows with every test call that begins or ends.</summary>
    public int Changes => Volatile.Read(ref _changes);

    /// <summary>Calls one person in every way; null when there is no such person. While a test of theirs waits for an answer, that one is meant.</summary>
    public Drill? PageMe(string personId, string askedBy)
    {
        if (roster.FindPerson(personId) is not { } person)
            return null;
        long nowMs = Now();
        Drill drill = New(null, null, person.Name, roster.WholeCity ?? OwnIncident.SystemId, askedBy, nowMs);
        Drill begun = database.Write(connection =>
        {
            if (DrillStore.Running(connection).FirstOrDefault(d => d.Duty is null && DrillStore.Calls(connection, d.Id).Any(call => call.Person == person.Id)) is { } running)
                return running;
            Drill added = Begin(connection, drill, null, [person], nowMs)!;
            AuditLog.Add(connection, nowMs, askedBy, "page-me", person.Id, drill.Id);
            return added;
        });
        Changed();
        return begun;
    }

    /// <summary>Calls whoever holds a duty now, for one week; null when that was done before.</summary>
    public Drill? CallDuty(Duty duty, string week)
    {
        long nowMs = Now();
        IReadOnlyList<Person> holders = roster.HoldersOf(duty, nowMs);
        Drill? begun = database.Write(connection => Begin(connection, New(duty.Id, week, duty.Role, duty.Area.Id, Drill.Schedule, nowMs), duty, holders, nowMs));
        Changed();
        return begun;
    }

    /// <summary>A person answers.</summary>
    /// <param name="id">Which test call.</param>
    /// <param name="principal">Who.</param>
    /// <param name="mayForOthers">True for operators, who may have spoken with whoever was called.</param>
    /// <param name="through">How: <c>page</c>, <c>api</c> or the way that was called.</param>
    /// <param name="note">What they say with it; null for nothing.</param>
    public DrillAnswer Answer(string id, string principal, bool mayForOthers, string through, string? note)
    {
        long nowMs = Now();
        DrillAnswer answer = database.Write(connection =>
        {
            if (DrillStore.Find(connection, id) is not { } drill)
                return new DrillAnswer(DrillAnswerOutcome.Unknown, null);
            if (!mayForOthers && DrillStore.Calls(connection, id).All(call => call.Person != principal))
                return new DrillAnswer(DrillAnswerOutcome.NotCalled, drill);
            if (drill.AnsweredAtMs is not null)
                return new DrillAnswer(DrillAnswerOutcome.AlreadyAnswered, drill);
            Drill answered = drill with
            {
                State = drill.IsOver ? DrillState.Late : DrillState.Answered,
                AnsweredAtMs = nowMs,
                AnsweredBy = principal,
                AnsweredThrough = through,
                Note = note,
            };
            DrillStore.Save(connection, answered);
            EndCalls(connection, id, nowMs);
            AuditLog.Add(connection, nowMs, principal, "drill-answer", id, note);
            return new DrillAnswer(DrillAnswerOutcome.Taken, answered);
        });
        Changed();
        return answer;
    }

    /// <summary>Nobody answered in time. Nothing happens when somebody just has.</summary>
    public void Miss(string id)
    {
        long nowMs = Now();
        database.Write(connection =>
        {
            if (DrillStore.Find(connection, id) is not { State: DrillState.Running } drill)
                return;
            DrillStore.Save(connection, drill with { State = DrillState.Missed });
            EndCalls(connection, id, nowMs);
        });
        Changed();
    }

    public DrillReport? Find(string id) => database.Read(connection =>
        DrillStore.Find(connection, id) is { } drill ? new DrillReport(drill, DrillStore.Calls(connection, id)) : null);

    /// <inheritdoc cref="DrillStore.List"/>
    public IReadOnlyList<DrillReport> List(string? duty, string? person, int limit) => database.Read(connection =>
        DrillStore.List(connection, duty, person, limit).Select(drill => new DrillReport(drill, DrillStore.Calls(connection, drill.Id))).ToList());

    private Drill New(string? duty, string? week, LocalizedText subject, string area, string askedBy, long nowMs) => new(
        Drill.Prefix + RandomNumberGenerator.GetHexString(16, lowercase: true), duty, week, subject, area, askedBy, nowMs,
        nowMs + (long)options.AnswerWithin.TotalMilliseconds, DrillState.Running);

    private Drill? Begin(SqliteConnection connection, Drill drill, Duty? duty, IReadOnlyList<Person> people, long nowMs)
    {
        var entries = new List<OutboxEntry>();
        var calls = new List<DrillCall>();
        Incident incident = Incident(drill);
        foreach (Person? person in people.Count > 0 ? people : (IEnumerable<Person?>)[null])
        {
            foreach (Way way in roster.Ways)
            {
                IReadOnlyList<OutboxEntry> sent = form(
                    new PageCall($"{drill.Id}/{person?.Id ?? duty!.Id}/{DrillStore.Label(way)}", way, person, duty, [incident], 1, 0, Advice), nowMs);
                entries.AddRange(sent);
                calls.Add(new DrillCall(person?.Id, person?.Name, way, [.. sent.Select(entry => new DrillEntry(entry.Key, entry.Channel, "pending", 0, null, null))]));
            }
        }

        Drill begun = entries.Count > 0 ? drill : drill with { State = DrillState.Uncalled };
        if (!DrillStore.TryAdd(connection, begun, calls))
            return null;
        foreach (OutboxEntry entry in entries)
            Outbox.Put(connection, entry);
        return begun;
    }

    /// <summary>Nobody is to be called for a test that is over, in the middle of the night for example when a channel is mended.</summary>
    private static void EndCalls(SqliteConnection connection, string id, long nowMs)
    {
        foreach (DrillEntry entry in DrillStore.Calls(connection, id).SelectMany(call => call.Entries).Where(entry => entry.State == "pending"))
            Outbox.Finish(connection, entry.Key, "expired", entry.Detail ?? "the test was over", nowMs);
    }

    private static Incident Incident(Drill drill) => new()
    {
        Id = drill.Id,
        RuleId = "drill",
        DeviceId = OwnIncident.SystemId,
        SystemId = OwnIncident.SystemId,
        AreaId = drill.Area,
        SiteId = "",
        Severity = Severity.Medium,
        LifeSafety = false,
        State = IncidentState.Unacknowledged,
        Title = Title,
        Advice = Advice,
        OpenedAtMs = drill.StartedAtMs,
        Attributes = "{}",
        Position = 0,
        Version = 1,
    };

    private void Changed()
    {
        Interlocked.Increment(ref _changes);
        outbox.Announce();
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
