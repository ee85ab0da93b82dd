namespace Telemetry.Alerting.Tests.Engine;

public sealed class SampleCountTests
{
    [Fact]
    public void Process_EnoughOfTheLastSamples_Raises()
    {
        var replay = new Replay(TestRules.When("pressure < 0.3", "samples: 3 of 5"));
        Assert.Equal("", Series(replay, 0, 0.2, 0.5, 0.2, 0.5, 0.5, 0.2, 0.5));
        Assert.Equal("", Series(replay, 210, 0.2));
        Assert.Equal("Raised rule", Series(replay, 240, 0.2));
    }

    [Fact]
    public void Process_OneThatDoesNotHold_DoesNotRaiseItself()
    {
        var replay = new Replay(TestRules.When("pressure < 0.3", "clear: pressure > 0.6\nsamples: 2 of 3\nfor: 60s"));
        Assert.Equal("", Series(replay, 0, 0.2, 0.2, 0.5));
        Assert.Equal("", Series(replay, 90, 0.5));
        Assert.Equal("", Series(replay, 120, 0.2, 0.2, 0.5));
        Assert.Equal("Raised rule", Series(replay, 210, 0.2));
    }

    [Fact]
    public void Process_MissingValues_AreNotCounted()
    {
        var replay = new Replay(TestRules.When("pressure < 0.3", "samples: 2 of 2"));
        replay.Reading("s-1", 0, "pressure", 0.2);
        replay.Reading("s-1", 30, "flow", 1);
        Assert.Equal("Raised rule", replay.Reading("s-1", 60, "pressure", 0.2));
    }

    [Fact]
    public void Process_AfterAGap_CountsAnew()
    {
        var replay = new Replay(TestRules.When("pressure < 0.3", "samples: 2 of 3"));
        Assert.Equal("", Series(replay, 0, 0.2));
        Assert.Equal("", Series(replay, 91, 0.2));
        Assert.Equal("Raised rule", Series(replay, 121, 0.2));
    }

    [Fact]
    public void Process_AfterItIsOver_CountsAnew()
    {
        var replay = new Replay(TestRules.When("pressure < 0.3", "samples: 2 of 3"));
        Assert.Equal("Raised rule", Series(replay, 0, 0.2, 0.2));
        Assert.Equal("Cleared rule", Series(replay, 60, 0.5));
        Assert.Equal("", Series(replay, 90, 0.2));
        Assert.Equal("Raised rule", Series(replay, 120, 0.2));
    }

    private static string Series(Replay replay, double from, params double[] pressures) =>
        string.Concat(pressures.Select((pressure, i) => replay.Reading("s-1", from + (30 * i), "pressure", pressure)));
}
