using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Silences;
using Telemetry.Worker.Silences;

namespace Telemetry.Worker.Tests.Silences;

/// <summary>What a silence does to incidents, from its beginning to its end.</summary>
public sealed class SilenceHoldTests : IDisposable
{
    private static readonly SilenceScope Station = new() { Devices = ["hs-1"] };
    private static readonly SilenceScope Town = new() { Areas = ["town"] };
    private static readonly TimeSpan Half = TimeSpan.FromMinutes(30);

    private readonly SilenceRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Raised_UnderASilence_IsKeptAndTellsNobody_UntilItsEndTellsIt()
    {
        Silence silence = _rig.Create(_rig.Order(Station));
        string caught = _rig.Raise("hs-1"), other = _rig.Raise("hs-2");

        Incident held = _rig.Find(caught);
        Assert.Equal((IncidentState.Shelved, new IncidentHold("works", "administrator", silence.EndMs, silence.Id)), (held.State, held.Hold));
        Assert.False(held.IsTold);
        Assert.Empty(_rig.Told(caught));
        Assert.Equal(["raised"], _rig.Told(other));

        _rig.Pass(Half);

        Incident told = _rig.Find(caught);
        Assert.Equal((IncidentState.Unacknowledged, null), (told.State, told.Hold));
        Assert.Equal(["raised"], _rig.Told(caught));
        Assert.Equal(["raised by rules", "shelved by administrator", "hold-ended by clock"], _rig.History(caught));
        Assert.Equal(Silence.Clock, _rig.Board.Find(SilenceKind.Silence, silence.Id)!.Silence.EndedBy);
    }

    [Fact]
    public void Begins_WhileIncidentsStand_HoldsTheUnansweredOnly_AndWithdrawingTellsThemAgain()
    {
        string waiting = _rig.Raise("hs-1"), answered = _rig.Raise("hs-1"), over = _rig.Raise("hs-1");
        _rig.Writer.Acknowledge(answered, "li", null, null);
        _rig.Clear(over, "hs-1");

        Silence silence = _rig.Create(_rig.Order(Station));

        Assert.Equal(
            [IncidentState.Shelved, IncidentState.Acknowledged, IncidentState.Shelved],
            new[] { waiting, answered, over }.Select(id => _rig.Find(id).State));

        SilenceOutcome outcome = _rig.Book.Withdraw(SilenceKind.Silence, silence.Id, silence.Version, SilenceRig.Administrator);

        Assert.Equal("administrator", outcome.Silence!.EndedBy);
        Assert.Equal((IncidentState.Unacknowledged, IncidentState.ReturnedUnacknowledged), (_rig.Find(waiting).State, _rig.Find(over).State));
        Assert.Equal(["raised", "cleared"], _rig.Told(over));
        Assert.Equal(2, _rig.Told(waiting).Count);
        Assert.StartsWith("raised-", _rig.Told(waiting)[1], StringComparison.Ordinal);
        Assert.Contains("hold-ended by administrator", _rig.History(waiting));
        Assert.Equal(["administrator silence", "administrator silence-withdraw"], _rig.Audit().Where(a => a.Contains("silence", StringComparison.Ordinal)));
    }

    [Fact]
    public void Over_WhileHeld_IsClosedHistory_AndItsEndIsToldOnlyToThoseWhoWereTold()
    {
        string told = _rig.Raise("hs-1");
        _rig.Create(_rig.Order(Station));
        string quiet = _rig.Raise("hs-1");

        _rig.Clear(told, "hs-1");
        _rig.Clear(quiet, "hs-1");

        Assert.Equal((IncidentState.Closed, IncidentState.Closed), (_rig.Find(told).State, _rig.Find(quiet).State));
        Assert.Equal(["raised", "cleared"], _rig.Told(told));
        Assert.Empty(_rig.Told(quiet));
        _rig.Pass(Half);
        Assert.Equal(IncidentState.Closed, _rig.Find(quiet).State);
    }

    [Fact]
    public void Over_WhileHeld_OfLifeSafety_AsksForAnAnswerAtTheEnd()
    {
        _rig.Create(_rig.Order(new SilenceScope { Systems = ["water-safety"] }));
        string id = _rig.Raise("cam-1");
        _rig.Clear(id, "cam-1");
        Assert.Equal(IncidentState.Shelved, _rig.Find(id).State);

        _rig.Pass(Half);

        Assert.Equal(IncidentState.ReturnedUnacknowledged, _rig.Find(id).State);
    }

    [Fact]
    public void Comes_Later_HoldsFromItsBeginningOn()
    {
        string id = _rig.Raise("hs-1");
        Silence silence = _rig.Create(_rig.Order(Station, ahead: TimeSpan.FromHours(2)));
        Assert.Equal(IncidentState.Unacknowledged, _rig.Find(id).State);
        Assert.Equal(SilencePhase.Coming, _rig.Board.Find(SilenceKind.Silence, silence.Id)!.Phase);

        _rig.Pass(TimeSpan.FromHours(2));

        Assert.Equal(IncidentState.Shelved, _rig.Find(id).State);
    }

    [Fact]
    public void Maintenance_TakesOutOfService()
    {
        _rig.Create(_rig.Order(Station, kind: SilenceKind.Maintenance));

        Assert.Equal(IncidentState.OutOfService, _rig.Find(_rig.Raise("hs-1")).State);
    }

    [Fact]
    public void Ends_WhileAnotherCatchesItToo_ItIsHandedOn_ButLifeSafetyCallsInBetween()
    {
        var scope = new SilenceScope { Areas = ["town"], Rules = ["low"] };
        Silence first = _rig.Create(_rig.Order(scope, TimeSpan.FromMinutes(10)));
        string id = _rig.Raise("hs-1");
        Silence second = _rig.Create(_rig.Order(Station, TimeSpan.FromMinutes(40)));
        Assert.Equal(first.Id, _rig.Find(id).Hold!.Source);

        _rig.Pass(TimeSpan.FromMinutes(10));

        Assert.Equal((IncidentState.Shelved, second.Id), (_rig.Find(id).State, _rig.Find(id).Hold!.Source));
        Assert.Empty(_rig.Told(id));
    }

    [Fact]
    public void AsksAgain_UnderASilence_IsHeldAndNotTold()
    {
        string id = _rig.Raise("hs-1");
        _rig.Writer.Acknowledge(id, "li", null, null);
        Silence silence = _rig.Create(_rig.Order(Station));

        _rig.Database.Write(connection => { _rig.Writer.ReAlarm(connection, id, "ladder", null); });

        Assert.Equal((IncidentState.Shelved, silence.Id), (_rig.Find(id).State, _rig.Find(id).Hold!.Source));
        Assert.Equal(["raised"], _rig.Told(id));
    }

    [Fact]
    public void Restarted_InTheMiddle_GoesOn_AndEndsWhatEndedMeanwhile()
    {
        Silence silence = _rig.Create(_rig.Order(Station));
        string id = _rig.Raise("hs-1");
        _rig.Time.Pass(TimeSpan.FromMinutes(10));
        _rig.Restart();
        _rig.Runner.Look();
        Assert.Equal(IncidentState.Shelved, _rig.Find(id).State);
        Assert.Equal(IncidentState.Shelved, _rig.Find(_rig.Raise("hs-1")).State);

        _rig.Time.Pass(Half);
        _rig.Restart();
        _rig.Runner.Look();

        Assert.All(_rig.Incidents, incident => Assert.Equal(IncidentState.Unacknowledged, incident.State));
        Assert.Equal(Silence.Clock, _rig.Board.Find(SilenceKind.Silence, silence.Id)!.Silence.EndedBy);
    }

    [Fact]
    public void Extend_MovesTheEndOfWhatIsHeldToo_AndIsBounded()
    {
        Silence silence = _rig.Create(_rig.Order(Station));
        string id = _rig.Raise("hs-1");

        Silence extended = _rig.Book.Extend(SilenceKind.Silence, silence.Id, null, Half, silence.Version, SilenceRig.Administrator).Silence!;

        Assert.Equal((silence.EndMs + (long)Half.TotalMilliseconds, 2), (extended.EndMs, extended.Version));
        Assert.Equal(extended.EndMs, _rig.Find(id).Hold!.UntilMs);
        _rig.Pass(Half);
        Assert.Equal(IncidentState.Shelved, _rig.Find(id).State);
        Assert.Equal(409, _rig.Book.Extend(SilenceKind.Silence, silence.Id, null, Half, 1, SilenceRig.Administrator).Status);
        Assert.Contains("(Silence:Maximum)", _rig.Book.Extend(SilenceKind.Silence, silence.Id, null, TimeSpan.FromHours(25), 2, SilenceRig.Administrator).Mistake, StringComparison.Ordinal);
        _rig.Pass(Half);
        Assert.Equal(IncidentState.Unacknowledged, _rig.Find(id).State);
        Assert.Equal(409, _rig.Book.Withdraw(SilenceKind.Silence, silence.Id, null, SilenceRig.Administrator).Status);
    }

    [Fact]
    public void OwnIncidents_AreCaughtByNameOnly_AndTheOneAboutSilencedLifeSafetyNever()
    {
        Silence silence = _rig.Create(_rig.Order(Town));
        Assert.NotNull(_rig.LifeSafety.Trouble());
        _rig.Writer.Open(Worker.SelfWatch.OwnIncident.Open(_rig.LifeSafety, "x", _rig.City.City, _rig.Time.NowMs));
        Incident own = Assert.Single(_rig.Incidents);
        Assert.Equal(IncidentState.Unacknowledged, own.State);

        _rig.Create(_rig.Order(new SilenceScope { Systems = ["telemetry"] }));

        Assert.Equal(IncidentState.Unacknowledged, _rig.Find(own.Id).State);
        _rig.Writer.Open(own with { Id = "fedcba9876543210", RuleId = "store-down" });
        Assert.Equal(IncidentState.Shelved, _rig.Find("fedcba9876543210").State);
        _rig.Book.Withdraw(SilenceKind.Silence, silence.Id, null, SilenceRig.Administrator);
        Assert.Null(_rig.LifeSafety.Trouble());
    }
}
