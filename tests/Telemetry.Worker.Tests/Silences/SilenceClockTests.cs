using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Silences;

namespace Telemetry.Worker.Tests.Silences;

/// <summary>What a wrong clock does to silences: it may end them early, and never prolongs one that has begun.</summary>
public sealed class SilenceClockTests : IDisposable
{
    private static readonly SilenceScope Station = new() { Devices = ["hs-1"] };

    private readonly SilenceRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(-1)]
    [InlineData(-87_600)]
    public void PutBack_InTheMiddle_EndsAfterItsOwnDuration(int hours)
    {
        _rig.Create(_rig.Order(Station));
        string id = _rig.Raise("hs-1");
        _rig.Pass(TimeSpan.FromMinutes(10));

        _rig.Time.Step(TimeSpan.FromHours(hours));
        _rig.Pass(TimeSpan.FromMinutes(19));
        Assert.Equal(IncidentState.Shelved, _rig.Find(id).State);

        _rig.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(IncidentState.Unacknowledged, _rig.Find(id).State);
        Assert.Equal(IncidentState.Unacknowledged, _rig.Find(_rig.Raise("hs-1")).State);
    }

    [Fact]
    public void PutBack_AfterItsEnd_DoesNotBeginAgain_EvenAfterARestart()
    {
        _rig.Create(_rig.Order(Station));
        _rig.Pass(TimeSpan.FromMinutes(30));
        _rig.Time.Step(TimeSpan.FromMinutes(-20));
        _rig.Restart();
        _rig.Runner.Look();

        Assert.Equal(IncidentState.Unacknowledged, _rig.Find(_rig.Raise("hs-1")).State);
        Assert.Empty(_rig.Board.Active(null, SilenceRig.Administrator));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(87_600)]
    public void JumpsAhead_EndsWhatIsInForce_AndItStaysEndedWhenTheClockIsRightAgain(int hours)
    {
        _rig.Create(_rig.Order(Station));
        string id = _rig.Raise("hs-1");

        _rig.Time.Step(TimeSpan.FromHours(hours));
        _rig.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(IncidentState.Unacknowledged, _rig.Find(id).State);

        _rig.Time.Step(TimeSpan.FromHours(-hours));
        _rig.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(IncidentState.Unacknowledged, _rig.Find(id).State);
    }

    [Fact]
    public void Extended_AfterTheClockWasPutBack_LastsAsMuchLonger()
    {
        Silence silence = _rig.Create(_rig.Order(Station));
        string id = _rig.Raise("hs-1");
        _rig.Time.Step(TimeSpan.FromHours(-3));
        _rig.Book.Extend(SilenceKind.Silence, silence.Id, null, TimeSpan.FromMinutes(10), null, SilenceRig.Administrator);

        _rig.Pass(TimeSpan.FromMinutes(39));
        Assert.Equal(IncidentState.Shelved, _rig.Find(id).State);
        _rig.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(IncidentState.Unacknowledged, _rig.Find(id).State);
    }
}
