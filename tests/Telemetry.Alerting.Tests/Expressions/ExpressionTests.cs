using Telemetry.Alerting.Expressions;
using Telemetry.Alerting.Expressions.Binding;

namespace Telemetry.Alerting.Tests.Expressions;

public sealed class ExpressionTests
{
    private static readonly Readings.Inventory.City City = TestCity.Load();

    // pressure 1, flow 10, makeup_flow 2, outdoor -3, running true, mode 'cold-run'; absent is missing
    [Theory]
    [InlineData("pressure < 2", "True")]
    [InlineData("pressure < 1", "False")]
    [InlineData("pressure <= 1", "True")]
    [InlineData("pressure > 1", "False")]
    [InlineData("pressure >= 1", "True")]
    [InlineData("pressure == 1", "True")]
    [InlineData("pressure != 1", "False")]
    [InlineData("2 > pressure", "True")]
    [InlineData("1 < pressure", "False")]
    [InlineData("1 <= pressure", "True")]
    [InlineData("1 != pressure", "False")]
    [InlineData("makeup_flow < flow", "True")]
    [InlineData("makeup_flow <= flow", "True")]
    [InlineData("makeup_flow >= flow", "False")]
    [InlineData("makeup_flow == flow", "False")]
    [InlineData("makeup_flow != flow", "True")]
    [InlineData("flow > makeup_flow", "True")]
    [InlineData("makeup_flow / flow == 0.2", "True")]
    [InlineData("flow - makeup_flow - 1 == 7", "True")]
    [InlineData("flow - (makeup_flow - 1) == 9", "True")]
    [InlineData("1 + makeup_flow * flow == 21", "True")]
    [InlineData("(1 + makeup_flow) * flow == 30", "True")]
    [InlineData("flow / makeup_flow / 5 == 1", "True")]
    [InlineData("outdoor < -2.5", "True")]
    [InlineData("-outdoor == 3", "True")]
    [InlineData("abs(outdoor) == 3", "True")]
    [InlineData("min(flow, makeup_flow, 7) == 2", "True")]
    [InlineData("max(flow, makeup_flow) == 10", "True")]
    [InlineData("pressure < 0.5 * 3", "True")]
    [InlineData("outdoor > -1e1", "True")]
    [InlineData("outdoor > -3.5e+0 and outdoor < -.5", "True")]
    [InlineData("running", "True")]
    [InlineData("not running", "False")]
    [InlineData("not not running", "True")]
    [InlineData("running == true", "True")]
    [InlineData("running != false", "True")]
    [InlineData("running == (pressure > 2)", "False")]
    [InlineData("mode == 'cold-run'", "True")]
    [InlineData("mode != \"cold-run\"", "False")]
    [InlineData("pressure > 2 or flow == 10", "True")]
    [InlineData("pressure > 2 or flow > 10 and running", "False")]
    [InlineData("(pressure > 2 or flow == 10) and running", "True")]
    [InlineData("not pressure > 2", "True")]
    [InlineData("not (pressure > 2 or running)", "False")]
    public void Evaluate_ValuesPresent_Decides(string text, string expected) => Assert.Equal(expected, Evaluate(text).ToString());

    [Theory]
    [InlineData("pressure < 2")]
    [InlineData("2 > flow + makeup_flow")]
    [InlineData("makeup_flow / flow > 0.04")]
    [InlineData("flow > makeup_flow")]
    [InlineData("makeup_flow > flow")]
    [InlineData("not pressure > 2")]
    [InlineData("running == (pressure > 2)")]
    [InlineData("min(flow, makeup_flow) < 1")]
    [InlineData("max(flow, makeup_flow) > 1")]
    [InlineData("abs(pressure) != 2")]
    [InlineData("pressure < 2 and running")]
    [InlineData("running and pressure < 2")]
    [InlineData("not running or pressure < 2")]
    [InlineData("pressure < 2 or not running")]
    [InlineData("pressure < 2 or flow > 1")]
    [InlineData("pressure < 2 and flow > 1")]
    public void Evaluate_PressureAndFlowMissing_IsUnknown(string text) => Assert.Equal(nameof(Truth.Unknown), Evaluate(text, double.NaN, double.NaN).ToString());

    [Theory]
    [InlineData("pressure < 2 and not running", "False")]
    [InlineData("not running and pressure < 2", "False")]
    [InlineData("pressure < 2 or running", "True")]
    [InlineData("running or pressure < 2", "True")]
    [InlineData("known(pressure)", "False")]
    [InlineData("known(running)", "True")]
    [InlineData("pressure < 2 or not known(pressure)", "True")]
    public void Evaluate_UnknownCannotChangeTheRest_Decides(string text, string expected) =>
        Assert.Equal(expected, Evaluate(text, double.NaN, double.NaN).ToString());

    [Theory]
    [InlineData("makeup_flow / flow > 0.04")]
    [InlineData("makeup_flow / flow < 0.04")]
    [InlineData("not makeup_flow / flow > 0.04")]
    public void Evaluate_DivisionByZero_IsUnknown(string text) => Assert.Equal(nameof(Truth.Unknown), Evaluate(text, 1, 0).ToString());

    [Theory]
    [InlineData("mode == 'cold-run'")]
    [InlineData("mode != 'cold-run'")]
    public void Evaluate_TextMissing_IsUnknown(string text)
    {
        var node = Compile(text);
        Assert.Equal(Truth.Unknown, node.Evaluate(new Scope(Numbers(1, 10), new string?[6], [])));
        Assert.Equal(Truth.Unknown, node.Evaluate(new Scope(Numbers(1, 10), [], [])));
        Assert.Equal(Truth.False, Compile("known(mode)").Evaluate(new Scope(Numbers(1, 10), [], [])));
    }

    [Fact]
    public void Compile_EqualExpressions_AreEqualNodes()
    {
        Assert.Equal(Compile("makeup_flow / flow > 0.04 and running"), Compile("(makeup_flow/flow) > 0.02 * 2 and running"));
        Assert.NotEqual(Compile("makeup_flow / flow > 0.04"), Compile("flow / makeup_flow > 0.04"));
    }

    [Fact]
    public void Compile_FieldAgainstConstant_IsTheClosedForm() =>
        Assert.Equal(new ConditionNode.FieldThreshold(0, ComparisonOperator.Greater, 0.5), Compile("0.5 < pressure"));

    [Fact]
    public void Compile_SameWindowTwice_SharesOneSlot()
    {
        var windows = new List<Window>();
        var mistakes = new List<ExpressionMistake>();
        var node = Binder.Compile(
            "delta(pressure, 5m) < -0.03 and avg(flow, 1h) > 2 and delta(pressure, 300s) > -1 and min(flow, 1h) > max(flow, 90s)",
            TestNames.Of(City, windows),
            mistakes);
        Assert.NotNull(node);
        Assert.Empty(mistakes);
        Assert.Equal(
            [
                Over(WindowFunction.Delta, 0, 300_000, "pressure"), Over(WindowFunction.Average, 1, 3_600_000, "flow"),
                Over(WindowFunction.Minimum, 1, 3_600_000, "flow"), Over(WindowFunction.Maximum, 1, 90_000, "flow"),
            ],
            windows);
    }

    private static Window Over(WindowFunction function, int field, long durationMs, string name) =>
        new(function, new NumberNode.Field(field), durationMs, name);

    private static ConditionNode Compile(string text)
    {
        var mistakes = new List<ExpressionMistake>();
        var node = Binder.Compile(text, TestNames.Of(City, []), mistakes);
        Assert.Empty(mistakes);
        return node!;
    }

    private static double[] Numbers(double pressure, double flow) => [pressure, flow, 2, -3, 1, double.NaN];

    private static Truth Evaluate(string text, double pressure = 1, double flow = 10) =>
        Compile(text).Evaluate(new Scope(Numbers(pressure, flow), new[] { null, null, null, null, null, "cold-run" }, []));
}
