using Telemetry.Alerting.Inputs;
using static Telemetry.Alerting.Tests.Inputs.InputCity;

namespace Telemetry.Alerting.Tests.Inputs;

public sealed class InputSeriesTests
{
    private readonly InputState _state = new(Default);

    [Fact]
    public void Forecast_BetweenPoints_LiesOnTheLineAndEndsWithTheLast()
    {
        _state.Apply(Forecast([new(Now, 0), new(Now + (2 * Hour), 4)]));

        Assert.Equal([double.NaN, 0, 2, 4, double.NaN], Rain(Now - 1, Now, Now + Hour, Now + (2 * Hour), Now + (2 * Hour) + 1));
    }

    [Fact]
    public void Forecast_WithAnEnd_HoldsItsLastPointUntilThere()
    {
        _state.Apply(Forecast([new(Now, 3)]) with { UntilMs = Now + Hour });

        Assert.Equal([3, 3, double.NaN], Rain(Now, Now + Hour - 1, Now + Hour));
    }

    [Fact]
    public void Plan_WithSteps_HoldsEachPoint()
    {
        _state.Apply(Plan([new(Now, 0.5), new(Now + Hour, 0.8)]) with { HasSteps = true, UntilMs = Now + (2 * Hour) });

        Assert.Equal([0.5, 0.8, double.NaN], [Pressure("s-1", Now + Hour - 1), Pressure("s-2", Now + (2 * Hour) - 1), Pressure("s-1", Now + (2 * Hour))]);
        Assert.Equal(double.NaN, Pressure("s-3", Now));
    }

    [Fact]
    public void Plan_OfTheDevice_WinsOverThatOfItsSite()
    {
        _state.Apply(Plan([new(Now, 0.5)]) with { UntilMs = Now + (2 * Hour) });
        _state.Apply(Plan([new(Now, 0.9)]) with { Scope = new InputScope(Device: "s-1"), UntilMs = Now + Hour });

        Assert.Equal([0.9, 0.5, 0.5], [Pressure("s-1", Now), Pressure("s-1", Now + Hour), Pressure("s-2", Now)]);
    }

    [Fact]
    public void NewerForecast_ReplacesFromItsFirstPointOn()
    {
        _state.Apply(Forecast([new(Now, 0), new(Now + Hour, 10), new(Now + (9 * Hour), 90)]));
        _state.Apply(Forecast([new(Now + (2 * Hour), 0), new(Now + (3 * Hour), 0)]));

        Assert.Equal([5, 10, 5, 0, 0, double.NaN], Rain(Now + (Hour / 2), Now + Hour, Now + (3 * Hour / 2), Now + (2 * Hour), Now + (3 * Hour), Now + (4 * Hour)));
        Assert.Equal([5, 0, double.NaN], Rain(_state.Reloaded(), Now + (Hour / 2), Now + (3 * Hour), Now + (4 * Hour)));
    }

    [Fact]
    public void Forecast_TakenBack_EndsThereAndStaysBefore()
    {
        _state.Apply(Forecast([new(Now, 0), new(Now + (2 * Hour), 4)]));
        _state.Apply(Record(InputKind.Forecast, new InputScope(Area: "town"), Now + Hour) with { Name = "rain", IsTakenBack = true });

        Assert.Equal([1, double.NaN, double.NaN], Rain(Now + (Hour / 2), Now + Hour, Now + (2 * Hour)));
    }

    [Fact]
    public void Forecast_OfTheAreaAround_FillsWhatTheNearerLeavesOpen()
    {
        _state.Apply(Forecast([new(Now, 1)]) with { Scope = new InputScope(Area: "shire"), UntilMs = Now + Hour });
        _state.Apply(Forecast([new(Now, 7)]));

        Assert.Equal([7, 1, double.NaN], Rain(Now, Now + 1, Now + Hour));
    }

    [Fact]
    public void Series_GivenForEver_StaysBounded()
    {
        for (int i = 0; i < 3 * InputSeries.MaximumPast; i++)
        {
            _state.Apply(Forecast([new(Now + (i * Hour), i), new(Now + ((i + 1) * Hour), i)]));
        }

        using var kept = new MemoryStream();
        _state.Save(new BinaryWriter(kept));
        Assert.InRange(kept.Length, 1, 20 * InputSeries.MaximumPast);
        Assert.Equal(3 * InputSeries.MaximumPast - 1, Assert.Single(Rain(Now + (3 * InputSeries.MaximumPast * Hour))));
    }

    private double[] Rain(params long[] times) => Rain(_state, times);

    private static double[] Rain(InputState state, params long[] times) => [.. times.Select(at => state.Forecast(Device("s-1").Area, "rain", at))];

    private double Pressure(string device, long atMs) => _state.Plan(Device(device), "pressure", atMs);

    private static InputRecord Forecast(InputPoint[] points) => Record(InputKind.Forecast, new InputScope(Area: "town")) with { Name = "rain", Points = points };

    private static InputRecord Plan(InputPoint[] points) => Record(InputKind.Plan, new InputScope(Site: "here")) with { Name = "pressure", Points = points };
}
