using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Tests.Incidents;

public sealed class IncidentBookTests
{
    private static readonly RuleSet Rules = TestCity.Compile(TestRules.LowPressure, TestRules.Intruder);

    [Fact]
    public void Apply_Raised_OpensUnacknowledged()
    {
        var incident = Open();
        Assert.Equal(
            new Incident
            {
                Id = "0123456789abcdef",
                RuleId = "person",
                DeviceId = "cam-1",
                SystemId = "test",
                AreaId = "town",
                SiteId = "here",
                Severity = Severity.Critical,
                LifeSafety = true,
                State = IncidentState.Unacknowledged,
                Title = new LocalizedText("有人", "Person in zone"),
                Advice = new LocalizedText("前往现场", "Go there"),
                OpenedAtMs = 1000,
                Value = 0.9,
                Attributes = """{"zone":"东岸","snapshot":"a1"}""",
                Position = 10,
                Version = 1,
            },
            incident);
        Assert.True(incident.IsOpen);
    }

    [Fact]
    public void Apply_ClearedUnacknowledged_StaysOpenUntilSomebodyAnswers()
    {
        var returned = IncidentBook.Apply(Open(), Clear(20, 5000))!;
        Assert.Equal((IncidentState.ReturnedUnacknowledged, 5000L, 2), (returned.State, returned.ClearedAtMs!.Value, returned.Version));
        Assert.True(returned.IsOpen);
        var closed = IncidentBook.Acknowledge(returned, "li", 9000).Incident;
        Assert.Equal((IncidentState.Closed, "li", 9000L, 3), (closed.State, closed.AcknowledgedBy, closed.AcknowledgedAtMs!.Value, closed.Version));
        Assert.False(closed.IsOpen);
    }

    [Fact]
    public void Apply_RaisedAndClearedByOneRecord_IsOver()
    {
        // A late reading tells of both; read again after a restart they change nothing.
        var over = IncidentBook.Apply(Open(), Clear(10, 5000))!;
        Assert.Equal((IncidentState.ReturnedUnacknowledged, 5000L), (over.State, over.ClearedAtMs!.Value));
        Assert.Same(over, IncidentBook.Apply(over, Clear(10, 5000)));
    }

    [Fact]
    public void Apply_ClearedAcknowledged_Closes()
    {
        var acknowledged = IncidentBook.Acknowledge(Open(), "li", 2000).Incident;
        Assert.Equal(IncidentState.Acknowledged, acknowledged.State);
        var closed = IncidentBook.Apply(acknowledged, Clear(20, 5000))!;
        Assert.Equal((IncidentState.Closed, 5000L, "li", 3), (closed.State, closed.ClearedAtMs!.Value, closed.AcknowledgedBy, closed.Version));
    }

    [Fact]
    public void Apply_Changed_TakesTheNewestAndKeepsWhatItDoesNotSay()
    {
        var changed = IncidentBook.Apply(Open(), Transition(TransitionKind.Changed, 11, 1500, """{"zone":"东岸","confidence":0.7}""", 0.7))!;
        Assert.Equal("""{"zone":"东岸","snapshot":"a1","confidence":0.7}""", changed.Attributes);
        Assert.Equal((0.7, 2, 2, 1000L), (changed.Value, changed.Occurrences, changed.Version, changed.OpenedAtMs));
        var again = IncidentBook.Apply(changed, Transition(TransitionKind.Changed, 12, 1600, "{}", null))!;
        Assert.Equal((0.7, 3), (again.Value, again.Occurrences));
    }

    [Fact]
    public void Apply_ChangedAfterAcknowledge_StaysAcknowledged()
    {
        var acknowledged = IncidentBook.Acknowledge(Open(), "li", 2000).Incident;
        Assert.Equal(IncidentState.Acknowledged, IncidentBook.Apply(acknowledged, Transition(TransitionKind.Changed, 11, 1500, "{}", 0.8))!.State);
    }

    [Theory]
    [InlineData(TransitionKind.Raised, 10)]
    [InlineData(TransitionKind.Changed, 10)]
    [InlineData(TransitionKind.Cleared, 9)]
    public void Apply_TakenInBefore_ChangesNothing(TransitionKind kind, long position)
    {
        var incident = Open();
        Assert.Same(incident, IncidentBook.Apply(incident, Transition(kind, position, 1, "{}", 1)));
    }

    [Fact]
    public void Apply_WholeStreamTwice_IsTheSameAsOnce()
    {
        Transition[] stream = [Raise(), Transition(TransitionKind.Changed, 11, 1500, """{"n":1}""", 0.8), Clear(12, 2000)];
        var once = stream.Aggregate((Incident?)null, IncidentBook.Apply);
        Assert.Same(once, stream.Aggregate(once, IncidentBook.Apply));
    }

    [Theory]
    [InlineData(TransitionKind.Changed)]
    [InlineData(TransitionKind.Cleared)]
    public void Apply_NothingOpen_OpensNothing(TransitionKind kind) => Assert.Null(IncidentBook.Apply(null, Transition(kind, 5, 5, "{}", 1)));

    [Theory]
    [InlineData(TransitionKind.Changed)]
    [InlineData(TransitionKind.Cleared)]
    public void Apply_AlreadyReturned_ChangesNothing(TransitionKind kind)
    {
        var returned = IncidentBook.Apply(Open(), Clear(20, 5000))!;
        Assert.Same(returned, IncidentBook.Apply(returned, Transition(kind, 30, 6000, "{}", 1)));
    }

    [Fact]
    public void Apply_TransitionOfAnotherCondition_Throws() =>
        Assert.Throws<ArgumentException>(() => IncidentBook.Apply(Open(), Clear(20, 5000) with { Id = "other" }));

    [Fact]
    public void Acknowledge_Second_IsRefusedWithWhoAndWhen()
    {
        var first = IncidentBook.Acknowledge(Open(), "li", 2000).Incident;
        var second = IncidentBook.Acknowledge(first, "wang", 2001);
        Assert.False(second.IsTaken);
        Assert.Same(first, second.Incident);
        Assert.Equal(new Refusal(RefusalReason.AlreadyAcknowledged, "li", 2000), second.Refusal);
        Assert.Equal(new LocalizedText("已由 li 确认", "already acknowledged by li"), second.Refusal.Message);
    }

    [Fact]
    public void Acknowledge_Closed_IsRefusedWithWhoAndWhen()
    {
        var closed = IncidentBook.Apply(IncidentBook.Acknowledge(Open(), "li", 2000).Incident, Clear(20, 5000))!;
        var result = IncidentBook.Acknowledge(closed, "wang", 6000);
        Assert.Equal(new Refusal(RefusalReason.Closed, "li", 2000), result.Refusal);
        Assert.Equal("closed; it was acknowledged by li", result.Refusal!.Message.En);
    }

    [Fact]
    public void Acknowledge_OtherVersionExpected_IsRefused()
    {
        var incident = Open();
        var refused = IncidentBook.Acknowledge(incident, "li", 2000, expectedVersion: 0);
        Assert.Equal(new Refusal(RefusalReason.VersionConflict, null, null), refused.Refusal);
        Assert.Equal("it has changed since you looked at it; look again", refused.Refusal!.Message.En);
        Assert.True(IncidentBook.Acknowledge(incident, "li", 2000, expectedVersion: 1).IsTaken);
    }

    [Fact]
    public void Acknowledge_LostRace_SaysWhoWasFirstRatherThanConflict()
    {
        var first = IncidentBook.Acknowledge(Open(), "li", 2000, expectedVersion: 1).Incident;
        Assert.Equal(RefusalReason.AlreadyAcknowledged, IncidentBook.Acknowledge(first, "wang", 2001, expectedVersion: 1).Refusal!.Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void Acknowledge_Nobody_Throws(string principal) => Assert.Throws<ArgumentException>(() => IncidentBook.Acknowledge(Open(), principal, 1));

    private static Incident Open() => IncidentBook.Apply(null, Raise())!;

    private static Transition Raise() => Transition(TransitionKind.Raised, 10, 1000, """{"zone":"东岸","snapshot":"a1"}""", 0.9);

    private static Transition Clear(long position, long atMs) => Transition(TransitionKind.Cleared, position, atMs, "{}", null);

    private static Transition Transition(TransitionKind kind, long position, long atMs, string attributes, double? value) => new()
    {
        Id = "0123456789abcdef",
        Kind = kind,
        Rule = Rules.Rules.Single(rule => rule.Id == "person"),
        Device = Rules.City.FindDevice("cam-1")!,
        Position = position,
        AtMs = atMs,
        Value = value,
        Attributes = attributes,
    };
}
