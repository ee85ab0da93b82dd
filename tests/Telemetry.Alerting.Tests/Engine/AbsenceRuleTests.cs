namespace Telemetry.Alerting.Tests.Engine;

public sealed class AbsenceRuleTests
{
    [Fact]
    public void Tick_DeviceSilentForThreeIntervals_RaisesOnceAndClearsWhenItSpeaks()
    {
        var replay = Quiet();
        Assert.Equal("", replay.Ticks(0, 0));
        replay.Reading("s-1", 5, "pressure", 1);
        replay.Reading("s-2", 5, "pressure", 1);
        Assert.Equal("100: Raised silent", replay.Ticks(10, 180));
        Assert.Equal("s-1", replay.Transitions[0].Device.Id);
        Assert.Equal("Cleared silent", replay.Reading("s-1", 185, "pressure", 1));
        Assert.Equal(replay.Transitions[0].Id, replay.Transitions[1].Id);
        Assert.Equal(Replay.Ms(100), replay.Transitions[0].AtMs);
        Assert.Equal(Replay.Ms(185), replay.Transitions[1].AtMs);
    }

    [Fact]
    public void Tick_DeviceNeverSpoke_RaisesCountedFromTheStart()
    {
        // s-1 reports each 30 s, s-2 each 60 s, s-3 is not in service.
        var replay = Quiet();
        Assert.Equal("90: Raised silent; 180: Raised silent", replay.Ticks(0, 1000));
        Assert.Equal(["s-1", "s-2"], replay.Transitions.Select(transition => transition.Device.Id));
    }

    [Fact]
    public void Tick_CountsFromReceipt_NotFromTheSamplesOwnTime()
    {
        var replay = Quiet();
        replay.Tick(0);
        replay.Reading("s-2", 0, "pressure", 1);
        replay.Ticks(10, 80);
        Assert.Equal("", replay.Reading("s-1", -5000, "pressure", 1, delay: 5085));
        Assert.Equal("", replay.Ticks(90, 170));
        Assert.Equal("Raised silent", replay.Tick(175));
    }

    [Fact]
    public void Tick_LateSample_ShowsThatTheDeviceSpeaks()
    {
        var replay = Quiet();
        replay.Tick(0);
        replay.Reading("s-1", 5, "pressure", 1);
        replay.Ticks(10, 110);
        Assert.Equal("Cleared silent", replay.Reading("s-1", 2, "pressure", 1, delay: 110));
    }

    [Fact]
    public void Tick_IngestDown_StopsTheCountAndItsReturnBeginsItAnew()
    {
        var replay = Quiet();
        replay.Tick(0);
        replay.Reading("s-1", 0, "pressure", 1);
        replay.Ticks(10, 80);
        Assert.Equal("", replay.Ticks(90, 800, up: false));
        Assert.Equal("900: Raised silent", replay.Ticks(810, 900));
    }

    [Fact]
    public void Tick_IngestNeverUp_RaisesNothing() => Assert.Equal("", Quiet().Ticks(0, 5000, up: false));

    [Fact]
    public void Tick_IngestGoesDownWhileRaised_StandsUntilTheDeviceSpeaks()
    {
        var replay = Quiet();
        replay.Ticks(0, 90);
        Assert.Equal("", replay.Ticks(100, 130, up: false));
        Assert.Equal("", replay.Ticks(140, 150));
        Assert.Equal("Cleared silent", replay.Reading("s-1", 155, "pressure", 1));
    }

    [Fact]
    public void Tick_ProcessWasDownWithoutSayingSo_BeginsTheCountAnew()
    {
        var replay = Quiet();
        replay.Ticks(0, 80);
        Assert.Equal("", replay.Ticks(10_000, 10_080));
        Assert.Equal("Raised silent", replay.Tick(10_090));
    }

    [Fact]
    public void Tick_WallClockGoesBack_BeginsTheCountAnew()
    {
        var replay = Quiet();
        replay.Ticks(5000, 5050);
        Assert.Equal("", replay.Tick(1000));
        Assert.Equal("1090: Raised silent", replay.Ticks(1010, 1090));
    }

    [Fact]
    public void Heard_StatusOnline_ClearsAndCountsAnew()
    {
        var replay = Quiet();
        replay.Ticks(0, 90);
        Assert.Equal("Cleared silent", replay.Heard("s-1", 95));
        Assert.Equal("180: Raised silent; 190: Raised silent", replay.Ticks(100, 190));
    }

    [Fact]
    public void Tick_FixedDuration_CountsWithoutIntervals()
    {
        var replay = new Replay(TestRules.Silent.Replace("3 intervals", "45s", StringComparison.Ordinal));
        Assert.Equal("50: Raised silent, Raised silent", replay.Ticks(0, 100));
    }

    [Fact]
    public void Tick_TwoRules_EachHasItsOwnLimitAndBothClear()
    {
        var replay = new Replay(TestRules.Silent + "\n" + TestRules.Silent.Replace("id: silent", "id: dead", StringComparison.Ordinal).Replace("3 intervals", "4 intervals", StringComparison.Ordinal));
        replay.Tick(0);
        replay.Reading("s-2", 0, "pressure", 1);
        Assert.Equal("90: Raised silent; 120: Raised dead", replay.Ticks(10, 170));
        Assert.Equal("Cleared silent, Cleared dead", replay.Reading("s-1", 175, "pressure", 1));
    }

    [Fact]
    public void Tick_EventShowsThatADeviceSpeaks()
    {
        var replay = new Replay(cameraRules: TestRules.Silent);
        Assert.Equal("180: Raised silent", replay.Ticks(0, 180));
        Assert.Equal("Cleared silent", replay.Event("cam-1", 185, "cleared"));
    }

    private static Replay Quiet() => new(TestRules.Silent);
}
