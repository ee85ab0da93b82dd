using Telemetry.Alerting.Expressions;
using Telemetry.Alerting.Expressions.Binding;

namespace Telemetry.Alerting.Tests.Expressions;

public sealed class ExpressionMistakeTests
{
    private static readonly Readings.Inventory.City City = TestCity.Load();

    [Theory]
    // words
    [InlineData("pressure # 3", 9, "'#' has no meaning here")]
    [InlineData("pressure = 1", 9, "'=' does not compare; write '=='")]
    [InlineData("pressure <> 1", 9, "'<>' is not known; write '!='")]
    [InlineData("running && running", 8, "'&' is not known; write 'and'")]
    [InlineData("running || running", 8, "'|' is not known; write 'or'")]
    [InlineData("!running", 0, "'!' is not known; write 'not'")]
    [InlineData("mode == 'cold", 8, "the text that begins here has no closing '")]
    [InlineData("pressure < 3x", 12, "'x' follows a number but is no unit; docs/city.md lists the units")]
    [InlineData("pressure < 1.2.3", 11, "'1.2.3' is neither a number nor a duration; a duration has a unit (ms, s, m, h or d), such as 5m")]
    [InlineData("pressure < 1e999", 11, "'1e999' is neither a number nor a duration; a duration has a unit (ms, s, m, h or d), such as 5m")]
    // grammar
    [InlineData("", 0, "the expression ends where a number, a name or '(' should follow")]
    [InlineData("pressure <", 10, "the expression ends where a number, a name or '(' should follow")]
    [InlineData("pressure < 1 2", 13, "'2' stands where an operator or the end should")]
    [InlineData("(pressure < 1", 13, "the expression ends where ')' should follow")]
    [InlineData("pressure < 1)", 12, "')' stands where an operator or the end should")]
    [InlineData("min(pressure flow) < 1", 13, "'flow' stands where ',' or ')' should")]
    [InlineData("0 < pressure < 1", 13, "comparisons do not chain; write 'a < b and b < c'")]
    [InlineData("pressure - -- 1 < 2", 12, "'-' stands where a number or a name should")]
    [InlineData("and running", 0, "'and' stands where a number, a name or '(' should")]
    // names
    [InlineData("presure < 1", 0, "unknown field 'presure' (did you mean 'pressure'?)")]
    [InlineData("pressure < makeup_flaw", 11, "unknown field 'makeup_flaw' (did you mean 'makeup_flow'?)")]
    [InlineData("dleta(pressure, 5m) < 1", 0, "unknown function 'dleta' (did you mean 'delta'?)")]
    [InlineData("flow(3) < 1", 0, "'flow' is a field, not a function")]
    [InlineData("delta < 1", 0, "'delta' is a function; write delta(number, duration)")]
    [InlineData("delta(presure, 5m) < 1", 6, "unknown field 'presure' (did you mean 'pressure'?)")]
    // types
    [InlineData("pressure", 0, "this gives a number, but a condition is needed; compare it with something")]
    [InlineData("mode", 0, "this gives a text, but a condition is needed; compare it with something")]
    [InlineData("pressure < 'high'", 9, "'<' compares a number with a text")]
    [InlineData("running == 1", 8, "'==' compares a condition with a number")]
    [InlineData("mode < 'b'", 5, "'<' cannot order a text; only == and != can compare it")]
    [InlineData("running >= true", 8, "'>=' cannot order a condition; only == and != can compare it")]
    [InlineData("pressure + mode < 1", 11, "a number is needed here, but this gives a text")]
    [InlineData("-running < 1", 1, "a number is needed here, but this gives a condition")]
    [InlineData("not pressure", 4, "a condition is needed here, but this gives a number")]
    [InlineData("running and flow", 12, "a condition is needed here, but this gives a number")]
    [InlineData("abs(running) > 0", 4, "a number is needed here, but this gives a condition")]
    [InlineData("pressure < 5m", 9, "MPa and s do not go together in '<'")]
    [InlineData("abs() < 1", 0, "abs has 0 arguments; write abs(number)")]
    [InlineData("abs(1, pressure) < 1", 0, "abs has 2 arguments; write abs(number)")]
    [InlineData("max(pressure) < 1", 0, "max has 1 arguments; write max(number, number, ...), max(number, duration) or max(upstream.field)")]
    [InlineData("delta(pressure) < 1", 0, "write delta(number, duration), with a duration such as 5m")]
    [InlineData("stddev(pressure, flow) < 1", 0, "write stddev(number, duration), with a duration such as 5m")]
    [InlineData("avg(mode, 5m) < 1", 4, "avg needs a number, but this gives a text")]
    [InlineData("min(running, 5m) < 1", 4, "min needs a number, but this gives a condition")]
    [InlineData("avg(pressure, 32d) < 1", 14, "a window is at most 31d long")]
    // sense
    [InlineData("1 < 2", 0, "this is always the same; a condition depends on a field")]
    [InlineData("true", 0, "this is always the same; a condition depends on a field")]
    [InlineData("pressure < 1 / 0", 13, "this has no finite value")]
    [InlineData("pressure < 2.6", 11, "2.6 lies outside the physical range of 'pressure', 0..2.5 MPa")]
    [InlineData("-0.1 > pressure", 0, "-0.1 lies outside the physical range of 'pressure', 0..2.5 MPa")]
    [InlineData("avg(pressure, 5m) > 3", 20, "3 lies outside what 'avg(pressure, 5m)' can give, 0..2.5 MPa")]
    [InlineData("delta(pressure, 5m) < -2.6", 22, "-2.6 lies outside what 'delta(pressure, 5m)' can give, -2.5..2.5 MPa")]
    public void Compile_Mistake_SaysWhereAndWhat(string text, int offset, string message) =>
        Assert.Equal([new ExpressionMistake(offset, message)], Mistakes(text));

    [Theory]
    [InlineData("pressure <= 2.5 and pressure >= 0")]
    [InlineData("outdoor > 1000")]
    [InlineData("delta(pressure, 5m) < -2.5")]
    [InlineData("pressure + 1 > 3")]
    public void Compile_LimitWithinReach_IsNoMistake(string text) => Assert.Empty(Mistakes(text));

    [Fact]
    public void Compile_SeveralMistakes_ReportsAll() =>
        Assert.Equal([0, 21, 28, 41], Mistakes("presure < 1 and (2 + mode > floww or avg(3, 5m) > 2)").Select(mistake => mistake.Offset));

    [Fact]
    public void Compile_NestedDeeperThanAllowed_Refuses()
    {
        string deep = new string('(', 65) + "pressure < 1" + new string(')', 65);
        Assert.Equal("the expression is nested deeper than 64", Assert.Single(Mistakes(deep)).Message);
        Assert.Equal("the expression is nested deeper than 64", Assert.Single(Mistakes(string.Concat(Enumerable.Repeat("abs(", 400)))).Message);
        Assert.Equal("too many 'not'", Assert.Single(Mistakes(string.Concat(Enumerable.Repeat("not ", 65)) + "running")).Message);
        Assert.Empty(Mistakes(new string('(', 60) + "pressure < 1" + new string(')', 60)));
    }

    [Fact]
    public void Compile_TooLong_Refuses() =>
        Assert.Equal("the expression has 4105 characters, more than 4096", Assert.Single(Mistakes("pressure " + new string(' ', 4096))).Message);

    [Fact]
    public void Compile_WindowOverAnEvent_Refuses()
    {
        var mistakes = new List<ExpressionMistake>();
        Assert.Null(Binder.Compile("avg(confidence, 5m) > 0.5", TestNames.OfEvents(City), mistakes));
        Assert.Equal([new(0, "avg over a time is only for readings, not for events")], mistakes);
    }

    private static List<ExpressionMistake> Mistakes(string text)
    {
        var mistakes = new List<ExpressionMistake>();
        var node = Binder.Compile(text, TestNames.Of(City, []), mistakes);
        Assert.Equal(node is null, mistakes.Count > 0);
        return mistakes;
    }
}
