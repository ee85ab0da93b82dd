using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Tests.Incidents;

/// <summary>Every state and every step: where it leads, or why it is refused.</summary>
public sealed class IncidentStepsTests
{
    private const long Now = 1_000_000;
    private const long Hour = 3_600_000;
    private static readonly HoldLimits Limits = new(TimeSpan.FromHours(24), TimeSpan.FromHours(1));

    /// <summary>Rows: states; columns: steps of another person than the one who took the earlier ones.</summary>
    private const string Table = """
                               ack                  on-site              resolve              false-alarm          shelve               unshelve             out-of-service       return               assign               hand-over            re-alarm             end-hold
        Unacknowledged         Acknowledged         Acknowledged         Acknowledged         Acknowledged         Shelved              !NotHeld             OutOfService         !NotHeld             Unacknowledged       !NotAcknowledged     !NotAcknowledged     !NotHeld
        Acknowledged           !AlreadyAcknowledged Acknowledged         Acknowledged         Acknowledged         Shelved              !NotHeld             OutOfService         !NotHeld             Acknowledged         Acknowledged         Unacknowledged       !NotHeld
        ReturnedUnacknowledged Closed               Closed               Closed               Closed               !Over                !NotHeld             !Over                !NotHeld             ReturnedUnacknowledged !NotAcknowledged   !Over                !NotHeld
        Closed                 !Closed              !Closed              Closed               Closed               !Closed              !Closed              !Closed              !Closed              !Closed              !Closed              !Closed              !Closed
        Shelved                Shelved              Shelved              Shelved              Shelved              !Held                Unacknowledged       OutOfService         !NotHeld             Shelved              !NotAcknowledged     !Held                Unacknowledged
        SuppressedByDesign     SuppressedByDesign   SuppressedByDesign   SuppressedByDesign   SuppressedByDesign   !Held                !NotHeld             !Held                !NotHeld             SuppressedByDesign   !NotAcknowledged     !Held                Unacknowledged
        OutOfService           OutOfService         OutOfService         OutOfService         OutOfService         !Held                !NotHeld             !Held                Unacknowledged       OutOfService         !NotAcknowledged     !Held                Unacknowledged
        """;

    public static TheoryData<IncidentState, string, string> Cells()
    {
        var cells = new TheoryData<IncidentState, string, string>();
        string[] lines = Table.Split('\n');
        string[] steps = lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (string[] row in lines[1..].Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            for (int i = 0; i < steps.Length; i++)
            {
                cells.Add(Enum.Parse<IncidentState>(row[0]), steps[i], row[i + 1]);
            }
        }

        return cells;
    }

    [Fact]
    public void Table_HasEveryState() => Assert.Equal(Enum.GetValues<IncidentState>().Length * 12, Cells().Count);

    [Theory, MemberData(nameof(Cells))]
    public void Take_StepInState_LeadsWhereTheTableSays(IncidentState state, string step, string expected)
    {
        Incident before = In(state);
        StepResult result = Take(step, before, "wang", before.Version);

        if (expected[0] == '!')
        {
            Assert.Equal(Enum.Parse<RefusalReason>(expected[1..]), result.Refusal?.Reason);
            Assert.Same(before, result.Incident);
            Assert.NotEqual("", result.Refusal!.Message.Zh);
            Assert.NotEqual("", result.Refusal.Message.En);
        }
        else
        {
            Assert.True(result.IsTaken, result.Refusal?.ToString());
            Assert.Equal((Enum.Parse<IncidentState>(expected), before.Version + 1), (result.Incident.State, result.Incident.Version));
            Assert.Equal(result.Incident.State.IsHeldBack(), result.Incident.Hold is not null);
        }
    }

    [Theory, MemberData(nameof(Cells))]
    public void Take_OldVersion_IsAConflictWhereTheStepIsLegal(IncidentState state, string step, string expected)
    {
        if (expected[0] != '!' && step is not ("re-alarm" or "end-hold"))
        {
            Assert.Equal(RefusalReason.VersionConflict, Take(step, In(state), "wang", 1).Refusal?.Reason);
        }
    }

    [Theory]
    [InlineData("ack")]
    [InlineData("on-site")]
    [InlineData("resolve")]
    [InlineData("false-alarm")]
    [InlineData("shelve")]
    [InlineData("out-of-service")]
    [InlineData("assign")]
    public void Take_SameStepOfSamePersonAgain_ChangesNothingAndIsNoRefusal(string step)
    {
        Incident once = Take(step, In(IncidentState.Unacknowledged), "li", null).Incident;
        StepResult again = Take(step, once, "li", 1);
        Assert.True(again.IsTaken);
        Assert.Same(once, again.Incident);
    }

    [Fact]
    public void Refused_NamesWhoStandsInTheWayAndWhen()
    {
        Incident there = IncidentAnswers.OnSite(In(IncidentState.Unacknowledged), "li", 7).Incident;
        Assert.Equal(new Refusal(RefusalReason.AlreadyOnSite, "li", 7), IncidentAnswers.OnSite(there, "wang", 8).Refusal);
        Incident told = IncidentAnswers.Resolve(there, "li", Resolution.Resolved, null, 9).Incident;
        Assert.Equal(new Refusal(RefusalReason.AlreadyResolved, "li", 9), IncidentAnswers.Resolve(told, "wang", Resolution.Resolved, null, 10).Refusal);
        Assert.Equal("it is shelved, suppressed by design or out of service by li", Take("shelve", In(IncidentState.Shelved), "wang", null).Refusal!.Message.En);
    }

    [Fact]
    public void Resolve_ByTheSamePersonOtherwise_CorrectsIt()
    {
        Incident told = IncidentAnswers.Resolve(In(IncidentState.Acknowledged), "li", Resolution.Resolved, "pump", 9).Incident;
        Incident corrected = IncidentAnswers.Resolve(told, "li", Resolution.FalseAlarm, "sensor", 10).Incident;
        Assert.Equal((Resolution.FalseAlarm, "sensor", IncidentState.Acknowledged), (corrected.Resolution, corrected.Cause, corrected.State));
        Assert.Equal(IncidentState.Closed, IncidentBook.Clear(corrected, 99, Now).State);
        Assert.Throws<ArgumentException>(() => IncidentAnswers.Resolve(told, "li", Resolution.FalseAlarm, " ", 11));
    }

    [Fact]
    public void ReAlarm_AsksAgainAndForgetsWhoWasThereAndWhatItWasSaidToBe()
    {
        Incident there = IncidentAnswers.OnSite(In(IncidentState.Unacknowledged), "li", 5).Incident;
        Incident told = IncidentAnswers.Resolve(there, "li", Resolution.FalseAlarm, "sensor", 6).Incident;
        Incident again = IncidentBook.ReAlarm(told, Now).Incident;
        Assert.Equal((IncidentState.Unacknowledged, null, null, null, null), (again.State, again.AcknowledgedBy, again.ResolvedBy, again.Cause, again.OnSiteBy));
        Incident answered = IncidentAnswers.OnSite(again, "li", Now).Incident;
        Assert.Equal((IncidentState.Acknowledged, "li"), (answered.State, answered.AcknowledgedBy));
    }

    [Theory]
    [InlineData(false, "shelve", 24 * Hour, null)]
    [InlineData(false, "shelve", (24 * Hour) + 1, RefusalReason.TooLong)]
    [InlineData(true, "shelve", Hour, null)]
    [InlineData(true, "shelve", Hour + 1, RefusalReason.TooLong)]
    [InlineData(true, "out-of-service", Hour, null)]
    [InlineData(true, "out-of-service", Hour + 1, RefusalReason.TooLong)]
    [InlineData(true, "out-of-service", null, RefusalReason.TooLong)]
    [InlineData(false, "out-of-service", null, null)]
    [InlineData(false, "out-of-service", 400 * 24 * Hour, null)]
    [InlineData(false, "shelve", 0L, RefusalReason.Past)]
    [InlineData(false, "out-of-service", -1L, RefusalReason.Past)]
    public void Hold_Duration_IsLimited(bool lifeSafety, string step, long? duration, RefusalReason? expected)
    {
        Incident incident = In(IncidentState.Unacknowledged) with { LifeSafety = lifeSafety };
        StepResult result = step == "shelve"
            ? IncidentHolds.Shelve(incident, "li", "known", Now + duration!.Value, Limits, Now)
            : IncidentHolds.TakeOutOfService(incident, "li", "known", duration is { } ms ? Now + ms : null, Limits, Now);
        Assert.Equal(expected, result.Refusal?.Reason);
        if (expected == RefusalReason.TooLong)
        {
            Assert.Equal(TimeSpan.FromHours(lifeSafety ? 1 : 24), result.Refusal!.Limit);
        }
    }

    [Fact]
    public void Suppress_LifeSafety_NeverIs() =>
        Assert.False(IncidentHolds.Suppress(In(IncidentState.Unacknowledged) with { LifeSafety = true }, "the gateway is silent").IsTaken);

    [Fact]
    public void Suppress_ThenItsEnd_GoesBackToWhatItWas()
    {
        Incident suppressed = IncidentHolds.Suppress(In(IncidentState.Acknowledged), "the gateway is silent").Incident;
        Assert.Equal((IncidentState.SuppressedByDesign, "rules"), (suppressed.State, suppressed.Hold!.Owner));
        Assert.Equal(IncidentState.Acknowledged, IncidentHolds.EndSuppression(suppressed, Now).Incident.State);
        Assert.Equal(RefusalReason.Over, IncidentHolds.Suppress(In(IncidentState.ReturnedUnacknowledged), "x").Refusal!.Reason);
    }

    [Fact]
    public void Unshelve_WhatASilenceHolds_IsRefused()
    {
        Incident silenced = In(IncidentState.Shelved) with { Hold = new IncidentHold("works", "chen", null, "s-1") };
        Assert.Equal(new Refusal(RefusalReason.HeldElsewhere, "chen", null), IncidentHolds.Unshelve(silenced, "li", Now).Refusal);
        Assert.Equal(IncidentState.Unacknowledged, IncidentBook.EndHold(silenced, Now, "chen").Incident.State);
    }

    /// <summary>What clears while it is held back: closed where that explains it or somebody answered, else it waits for its answer.</summary>
    [Theory]
    [InlineData(IncidentState.Shelved, false, null, false, IncidentState.Shelved)]
    [InlineData(IncidentState.Shelved, true, null, false, IncidentState.Closed)]
    [InlineData(IncidentState.Shelved, false, "s-1", false, IncidentState.Closed)]
    [InlineData(IncidentState.Shelved, false, "s-1", true, IncidentState.Shelved)]
    [InlineData(IncidentState.OutOfService, false, null, false, IncidentState.Closed)]
    [InlineData(IncidentState.OutOfService, false, null, true, IncidentState.OutOfService)]
    [InlineData(IncidentState.SuppressedByDesign, false, null, false, IncidentState.Closed)]
    public void Clear_WhileHeldBack_KeepsTheTruth(IncidentState state, bool acknowledged, string? source, bool lifeSafety, IncidentState expected)
    {
        Incident held = In(state) with { LifeSafety = lifeSafety, Hold = new IncidentHold("why", "li", Now, source) };
        Incident over = IncidentBook.Clear(acknowledged ? IncidentBook.Acknowledge(held, "li", 1).Incident : held, 99, Now);
        Assert.Equal((expected, Now, expected.IsHeldBack()), (over.State, over.ClearedAtMs, over.Hold is not null));
        if (expected != IncidentState.Closed)
        {
            Assert.Equal(IncidentState.ReturnedUnacknowledged, IncidentBook.EndHold(over, Now, "clock").Incident.State);
            Assert.Equal((IncidentState.Closed, null), (IncidentBook.Acknowledge(over, "wang", Now).Incident.State, IncidentBook.Acknowledge(over, "wang", Now).Incident.Hold));
        }
    }

    internal static StepResult Take(string step, Incident i, string who, int? version) => step switch
    {
        "ack" => IncidentBook.Acknowledge(i, who, Now, version),
        "on-site" => IncidentAnswers.OnSite(i, who, Now, version),
        "resolve" => IncidentAnswers.Resolve(i, who, Resolution.Resolved, "a cause", Now, version),
        "false-alarm" => IncidentAnswers.Resolve(i, who, Resolution.FalseAlarm, "a bird", Now, version),
        "shelve" => IncidentHolds.Shelve(i, who, "known", Now + Hour, Limits, Now, version),
        "unshelve" => IncidentHolds.Unshelve(i, who, Now, version),
        "out-of-service" => IncidentHolds.TakeOutOfService(i, who, "repair", Now + Hour, Limits, Now, version),
        "return" => IncidentHolds.ReturnToService(i, who, Now, version),
        "assign" => IncidentAnswers.Assign(i, who, "zhao", version),
        "hand-over" => IncidentAnswers.HandOver(i, who, "zhao", version),
        "re-alarm" => IncidentBook.ReAlarm(i, Now),
        _ => IncidentBook.EndHold(i, Now, "clock"),
    };

    internal static Incident In(IncidentState state)
    {
        var incident = new Incident
        {
            Id = "0123456789abcdef",
            RuleId = "low",
            DeviceId = "hs-1",
            SystemId = "heating",
            AreaId = "town",
            SiteId = "here",
            Severity = Severity.High,
            LifeSafety = false,
            State = state,
            Title = new LocalizedText("低", "Low"),
            OpenedAtMs = 1,
            Attributes = "{}",
            Position = 1,
            Version = 3,
        };
        return state switch
        {
            IncidentState.Acknowledged => incident with { AcknowledgedAtMs = 2, AcknowledgedBy = "sun" },
            IncidentState.ReturnedUnacknowledged => incident with { ClearedAtMs = 2 },
            IncidentState.Closed => incident with { AcknowledgedAtMs = 2, AcknowledgedBy = "sun", ClearedAtMs = 3 },
            _ when state.IsHeldBack() => incident with { Hold = new IncidentHold("why", state == IncidentState.SuppressedByDesign ? "rules" : "li", Now + 60_000_000, null) },
            _ => incident,
        };
    }
}
