using Telemetry.Alerting.Engine;

namespace Telemetry.Alerting.Tests.Engine;

/// <summary>What came out of quarantine is history: it raises nothing, clears nothing and is no sign of life.</summary>
public sealed class ReplayedSampleTests
{
    private const double Hour = 3600;

    [Fact]
    public void Process_ReplayedReadings_NeitherRaiseNorClear()
    {
        var replay = new Replay(TestRules.LowPressure);
        for (int i = 0; i < 5; i++)
            Assert.Equal("", replay.Reading("s-1", i * 30, [("pressure", 0.1)], isReplayed: true));
        for (int i = 10; i < 13; i++)
            replay.Reading("s-1", i * 30, "pressure", 0.1);
        Assert.Equal("Raised low", Assert.Single(replay.Transitions.Select(t => $"{t.Kind} {t.Rule.Id}")));

        Assert.Equal("", replay.Reading("s-1", 400, [("pressure", 0.9)], isReplayed: true));
    }

    [Fact]
    public void Process_ReceivedLongBeforeTheNewest_DoesNotLookLikeAClockThatWasPutBack()
    {
        var replay = new Replay(TestRules.LowPressure);
        replay.Reading("s-1", Hour, "pressure", 0.1);
        replay.Reading("s-1", Hour + 30, "pressure", 0.1);

        // Taken for news it would begin the count anew.
        replay.Reading("s-1", 0, [("pressure", 0.9)], isReplayed: true);

        Assert.Equal("Raised low", replay.Reading("s-1", Hour + 60, "pressure", 0.1));
        Assert.True(replay.Engine.Latest.TryGet(replay.Device("s-1"), replay.Device("s-1").Kind.Readings.Find("pressure")!.Index, out LatestValue latest));
        Assert.Equal(0.1, latest.Value);
    }

    [Fact]
    public void Process_ReplayedReadingOfADeviceThatNeverSpoke_IsItsLatestValue()
    {
        var replay = new Replay(TestRules.LowPressure);
        replay.Reading("s-1", 0, [("pressure", 0.4)], isReplayed: true);

        Assert.True(replay.Engine.Latest.TryGet(replay.Device("s-1"), replay.Device("s-1").Kind.Readings.Find("pressure")!.Index, out LatestValue latest));
        Assert.Equal((0.4, Replay.StartMs), (latest.Value, latest.AtMs));
    }

    [Fact]
    public void Process_ReplayedSampleOfASilentDevice_LeavesItSilent()
    {
        var replay = new Replay(TestRules.Silent);
        replay.Reading("s-1", 0, "pressure", 0.5);
        replay.Ticks(0, 600);
        Assert.Contains(replay.Transitions, t => t.Kind == TransitionKind.Raised && t.Device.Id == "s-1");
        int before = replay.Transitions.Count;

        Assert.Equal("", replay.Reading("s-1", 590, [("pressure", 0.5)], isReplayed: true));

        Assert.Equal(before, replay.Transitions.Count);
        Assert.NotEqual("", replay.Reading("s-1", 605, "pressure", 0.5));
    }
}
