using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Incidents;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Commands;
using Telemetry.Worker.Inputs;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Alerts;

/// <summary>
/// Turns transitions and people's steps into incidents, their history, and what has to go out, in one transaction each.
/// </summary>
internal sealed class IncidentWriter(
    AlertDatabase database, Outbox outbox, NotificationPlan plan, TimeProvider time, IEnumerable<IIncidentFollower>? followers = null,
    IHoldFinder? holds = null)
{
    /// <summary>Who ended an incident whose rule or device is gone, in its history.</summary>
    public const string Inventory = "inventory";

    private const string Rules = "rules";

    private readonly IIncidentFollower[] _followers = [.. followers ?? []];

    /// <summary>Takes transitions in; those that were taken in before a restart change nothing.</summary>
    /// <param name="transitions">In the order of the journal.</param>
    /// <param name="replies">What devices said became of commands.</param>
    /// <param name="ended">Conditions whose rule or device went after those transitions.</param>
    /// <param name="held">So many of the first transitions are old: people are not told of what they raise before <see cref="Release"/>.</param>
    public void Write(IReadOnlyList<Transition> transitions, IReadOnlyList<DeviceReply> replies, IReadOnlyList<EndedCondition> ended, int held = 0)
    {
        long nowMs = Now();
        database.Write(connection =>
        {
            for (int i = 0; i < transitions.Count; i++)
                Apply(connection, transitions[i], isHeld: i < held, nowMs);
            foreach (DeviceReply reply in replies)
                CommandReplies.Apply(connection, reply, nowMs);
            foreach (EndedCondition condition in ended)
                End(connection, condition, nowMs);
        });
        outbox.Announce();
    }

    /// <summary>Keeps what people and programs said in their history and in the audit log.</summary>
    public void Keep(IReadOnlyList<TakenInput> inputs, City city)
    {
        if (inputs.Count > 0)
            database.Write(connection => InputHistory.Add(connection, inputs, city));
    }

    /// <summary>True for a record whose transitions are to be held, see <see cref="Write"/>.</summary>
    public bool IsOld(long receivedAtMs) => plan.IsOld(receivedAtMs, Now());

    /// <summary>Everything is judged: of what was held people are told what still stands.</summary>
    public void Release()
    {
        long nowMs = Now();
        int count = database.Write(connection =>
        {
            IReadOnlyList<Incident> held = IncidentStore.Held(connection);
            foreach (Incident incident in held)
            {
                Incident told = incident with { Held = false, Version = incident.Version + 1 };
                Save(connection, incident, told, nowMs);
                if (told.ClearedAtMs is not null)
                    continue;
                IncidentHistory.Add(connection, told.Id, nowMs, Rules, HistoryWord.StillStands, null);
                foreach (OutboxEntry entry in plan.For(incident, told, nowMs))
                    Outbox.Put(connection, entry);
            }

            return held.Count;
        });
        if (count > 0)
            outbox.Announce();
    }

    /// <summary>A person answers.</summary>
    /// <param name="id">The incident.</param>
    /// <param name="principal">Who.</param>
    /// <param name="note">What they want to say with it; null for nothing.</param>
    /// <param name="expectedVersion">The version they looked at; null when it does not matter.</param>
    /// <param name="channel">How, see <see cref="StepChannel"/>.</param>
    /// <returns>Null when there is no such incident.</returns>
    public StepResult? Acknowledge(string id, string principal, string? note, int? expectedVersion, string channel = StepChannel.Api) =>
        Take(id, new StepRequest(IncidentStep.Acknowledge, principal, channel) { Note = note, Version = expectedVersion });

    /// <summary>A person takes a step. One that the same person has just taken changes nothing and is no refusal.</summary>
    /// <returns>Null when there is no such incident.</returns>
    public StepResult? Take(string id, StepRequest request)
    {
        long nowMs = Now();
        StepResult? result = database.Write(connection =>
        {
            if (IncidentStore.Find(connection, id) is not { } incident)
                return null;
            StepResult step = IncidentSteps.Take(incident, request, nowMs);
            if (step.IsTaken && !ReferenceEquals(step.Incident, incident))
                step = new StepResult(Quiet(connection, incident, step.Incident, nowMs), null);
            // What is not in the incident itself its history tells: the same wish sent twice is one.
            bool isRepeated = (request.Step == IncidentStep.Comment || (!step.IsTaken && request.Step is IncidentStep.Unshelve or IncidentStep.Return))
                && IncidentHistory.IsLast(connection, id, request.Principal, request.Step.Done(), request.Detail);
            if (isRepeated)
                return new StepResult(incident, null);
            if (step.IsTaken && (request.Step == IncidentStep.Comment || !ReferenceEquals(step.Incident, incident)))
                Keep(connection, incident, step.Incident, request, nowMs);
            AuditLog.Add(connection, nowMs, request.Principal, request.Step.Audit(), id, step.IsTaken ? request.Detail : $"refused: {step.Refusal.Message.En}");
            return step;
        });
        outbox.Announce();
        return result;
    }

    /// <summary>Takes steps that follow from time or from what a person ordered for many, in one transaction.</summary>
    /// <param name="find">Finds them in the transaction, at the time given in Unix milliseconds.</param>
    public void Take(Func<SqliteConnection, long, IEnumerable<HoldStep>> find)
    {
        long nowMs = Now();
        database.Write(connection =>
        {
            foreach ((Incident before, Incident after, string who, string what, string? detail) in find(connection, nowMs))
                Keep(connection, before, after, what, nowMs, who, detail, plan.For(before, after, nowMs, WasPosted(connection, before, after)));
        });
        outbox.Announce();
    }

    /// <summary>Its ladder asks again for an answer: see <see cref="IncidentBook.ReAlarm"/>. Part of the caller's transaction.</summary>
    public StepResult? ReAlarm(SqliteConnection connection, string id, string who, string? why)
    {
        long nowMs = Now();
        return IncidentStore.Find(connection, id) is { } incident
            ? KeepIfTaken(connection, incident, IncidentBook.ReAlarm(incident, nowMs), nowMs, who, StepWord.ReAlarmed, why)
            : null;
    }

    /// <summary>What kept it from calling people ends: see <see cref="IncidentBook.EndHold"/>. Part of the caller's transaction.</summary>
    public StepResult? EndHold(SqliteConnection connection, string id, string who, string? why)
    {
        long nowMs = Now();
        return IncidentStore.Find(connection, id) is { } incident
            ? KeepIfTaken(connection, incident, IncidentBook.EndHold(incident, nowMs, who), nowMs, who, StepWord.HoldEnded, why)
            : null;
    }

    /// <summary>Something explains it by design, or nothing does any more: see <see cref="IncidentHolds.Suppress"/>. Part of the caller's transaction.</summary>
    /// <param name="by">What stands, for people; null when nothing does any more.</param>
    public StepResult? Suppress(SqliteConnection connection, string id, string? by)
    {
        long nowMs = Now();
        if (IncidentStore.Find(connection, id) is not { } incident)
            return null;
        StepResult step = by is null ? IncidentHolds.EndSuppression(incident, nowMs) : IncidentHolds.Suppress(incident, by);
        return KeepIfTaken(connection, incident, step, nowMs, IncidentHolds.Rules, by is null ? StepWord.Unsuppressed : StepWord.Suppressed, by);
    }

    private StepResult KeepIfTaken(SqliteConnection connection, Incident before, StepResult step, long nowMs, string who, string what, string? why)
    {
        if (!step.IsTaken || ReferenceEquals(step.Incident, before))
            return step;
        Incident after = Quiet(connection, before, step.Incident, nowMs);
        Keep(connection, before, after, what, nowMs, who, why, plan.For(before, after, nowMs, WasPosted(connection, before, after)));
        return new StepResult(after, null);
    }

    /// <summary>
    /// What asks for an answer again under a silence does so when that ends; but what endangers life calls whenever something that
    /// kept it silent is over.
    /// </summary>
    private Incident Quiet(SqliteConnection connection, Incident before, Incident after, long nowMs) =>
        holds is null || (before.LifeSafety && before.State.IsHeldBack()) ? after : holds.Hold(connection, LifeSafetyQuiet.Follow(before, after, nowMs), nowMs);

    private void Keep(SqliteConnection connection, Incident before, Incident after, StepRequest request, long nowMs)
    {
        bool isAnswer = !IncidentLife.IsAnswered(before) && IncidentLife.IsAnswered(after);
        if (!ReferenceEquals(before, after))
        {
            Save(connection, before, after, nowMs);
            foreach (OutboxEntry entry in plan.For(before, after, nowMs, WasPosted(connection, before, after)))
                Outbox.Put(connection, entry);
        }

        IncidentHistory.Add(connection, after.Id, nowMs, request.Principal, request.Step.Done(), request.Detail, request.Channel);
        if (isAnswer && request.Step != IncidentStep.Acknowledge)
            IncidentHistory.Add(connection, after.Id, nowMs, request.Principal, IncidentStep.Acknowledge.Done(), null, request.Channel);
        if (isAnswer)
            AcknowledgeMembers(connection, after, request, nowMs);
    }

    /// <summary>Who answers a group answers for those that it stands for.</summary>
    private void AcknowledgeMembers(SqliteConnection connection, Incident group, StepRequest request, long nowMs)
    {
        foreach (Incident member in IncidentStore.Members(connection, group.Id))
        {
            if (!member.IsOpen || IncidentLife.IsAnswered(member) || IncidentBook.Acknowledge(member, request.Principal, nowMs) is not { IsTaken: true } step)
                continue;
            Save(connection, member, step.Incident, nowMs);
            IncidentHistory.Add(connection, member.Id, nowMs, request.Principal, IncidentStep.Acknowledge.Done(), group.Id, request.Channel);
        }
    }

    /// <summary>Opens an incident that no rule decided: one of Telemetry itself.</summary>
    public void Open(Incident incident)
    {
        long nowMs = Now();
        database.Write(connection => KeepOwn(
            connection, null, holds?.Hold(connection, incident, nowMs) ?? incident, HistoryWord.Raised, incident.Attributes, nowMs));
        outbox.Announce();
    }

    /// <summary>Ends what <see cref="Open"/> opened, as it stands now: somebody may just have answered. Nothing happens when it was ended before.</summary>
    public void Clear(string id)
    {
        long nowMs = Now();
        database.Write(connection =>
        {
            Incident? standing = IncidentStore.Find(connection, id);
            if (standing is not null && IncidentBook.Clear(standing, standing.Position, nowMs) is var over && !ReferenceEquals(over, standing))
                KeepOwn(connection, standing, over, HistoryWord.Cleared, null, nowMs);
        });
        outbox.Announce();
    }

    /// <summary>What <see cref="Open"/> opened says something else from now on. Figures alone are no step; what is new asks for another answer.</summary>
    public void Tell(string id, ToldChange change)
    {
        long nowMs = Now();
        database.Write(connection =>
        {
            if (IncidentStore.Find(connection, id) is not { IsOpen: true, ClearedAtMs: null } standing)
                return;
            Incident told = standing with { Attributes = change.Attributes };
            if (!change.IsLine)
            {
                IncidentStore.Save(connection, told);
                return;
            }

            KeepOwn(connection, standing, told with { Version = standing.Version + 1 }, HistoryWord.Changed, change.Trouble, nowMs);
            if (change.More.Count > 0)
                ReAlarm(connection, id, OwnIncident.SystemId, change.Trouble);
        });
        outbox.Announce();
    }

    private void KeepOwn(SqliteConnection connection, Incident? before, Incident incident, string what, string? detail, long nowMs) =>
        Keep(connection, before, incident, what, nowMs, OwnIncident.SystemId, detail, plan.For(before, incident, nowMs, WasPosted(connection, before, incident)));

    private void Apply(SqliteConnection connection, Transition transition, bool isHeld, long nowMs)
    {
        Incident? before = IncidentStore.Find(connection, transition.Id);
        Incident? after = IncidentBook.Apply(before, transition);
        if (after is null || ReferenceEquals(before, after))
            return;
        if (before is null && isHeld && !after.LifeSafety)
            after = after with { Held = true };
        after = holds?.Hold(connection, LifeSafetyQuiet.Follow(before, after, nowMs), nowMs) ?? after;
        (string what, string? detail) = HistoryWord.Of(before, after, transition);
        if (before is { Hold: { } hold } && after.Hold is null && IncidentLife.IsStanding(after))
            IncidentHistory.Add(connection, after.Id, transition.AtMs, Rules, StepWord.HoldEnded, hold.Reason);
        Keep(connection, before, after, what, transition.AtMs, Rules, detail, plan.For(before, after, transition, nowMs, WasPosted(connection, before, after)));
        if (before is not null && IncidentLife.IsAnswered(before) && !IncidentLife.IsAnswered(after))
            IncidentHistory.Add(connection, after.Id, transition.AtMs, Rules, StepWord.AnswerTakenBack, before.AcknowledgedBy);
    }

    private void End(SqliteConnection connection, EndedCondition ended, long nowMs)
    {
        long atMs = ended.AtMs ?? nowMs;
        Incident? standing = IncidentStore.Find(connection, ended.Id);
        if (standing is not null && IncidentBook.Clear(standing, ended.Position, atMs) is var over && !ReferenceEquals(over, standing))
            Keep(connection, standing, over, HistoryWord.Cleared, atMs, Inventory, ended.Reason, plan.For(standing, over, nowMs, WasPosted(connection, standing, over)));
    }

    /// <summary>
    /// What was raised by itself may have become the member of a group since, or be held; only its end and that of the hold ask.
    /// </summary>
    private static bool WasPosted(SqliteConnection connection, Incident? before, Incident incident) =>
        (incident is { ClearedAtMs: not null, Group: not null } || before?.State.IsHeldBack() == true)
        && Outbox.Knows(connection, NotificationPlan.RaisedKey(incident.Id));

    private void Keep(
        SqliteConnection connection, Incident? before, Incident incident, string what, long atMs, string who, string? detail, IEnumerable<OutboxEntry> entries)
    {
        Save(connection, before, incident, atMs);
        IncidentHistory.Add(connection, incident.Id, atMs, who, what, detail);
        if (incident is { Hold: { Source: not null } hold } && incident.State.IsHeldBack() && before?.State.IsHeldBack() != true && what != incident.State.Label())
            IncidentHistory.Add(connection, incident.Id, atMs, hold.Owner, incident.State.Label(), hold.Reason);
        foreach (OutboxEntry entry in entries)
            Outbox.Put(connection, entry);
    }

    private void Save(SqliteConnection connection, Incident? before, Incident incident, long atMs)
    {
        incident = LifeSafetyQuiet.Follow(before, incident, Now());
        IncidentStore.Save(connection, incident);
        Outbox.Put(connection, IncidentLine.Entry(incident, atMs));
        foreach (IIncidentFollower follower in _followers)
            follower.Follow(connection, before, incident);
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
