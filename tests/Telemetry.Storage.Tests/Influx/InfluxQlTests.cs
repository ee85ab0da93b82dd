using Telemetry.Storage.Influx;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Tests.Influx;

public sealed class InfluxQlTests
{
    [Fact]
    public void Select_Points_NamesEverything() =>
        Assert.Equal(
            """SELECT "flow" FROM "heating" WHERE "device" = 'hs-0001' AND time >= 5ms AND time < 10ms ORDER BY time ASC LIMIT 7""",
            InfluxQl.Select(new SeriesQuery("heating", "hs-0001", "flow", 5, 10, Limit: 7)));

    [Fact]
    public void Select_Every_GroupsByTime() =>
        Assert.Equal(
            """SELECT max("flow") FROM "heating" WHERE "device" = 'hs-0001' AND time >= 5ms AND time < 10ms GROUP BY time(60000ms) fill(none) ORDER BY time ASC LIMIT 7""",
            InfluxQl.Select(new SeriesQuery("heating", "hs-0001", "flow", 5, 10, TimeSpan.FromMinutes(1), Aggregate.Max, 7)));

    [Theory]
    [InlineData("a\"b", "\"a\\\"b\"")]
    [InlineData("a\\", "\"a\\\\\"")]
    [InlineData("a\nb", "\"a\\nb\"")]
    [InlineData("a'b", "\"a'b\"")]
    public void Identifier_Hostile_StaysOneName(string name, string expected) => Assert.Equal(expected, InfluxQl.Identifier(name));

    [Theory]
    [InlineData("a'b", "'a\\'b'")]
    [InlineData("a\\", "'a\\\\'")]
    [InlineData("a\"b", "'a\"b'")]
    public void Literal_Hostile_StaysOneText(string text, string expected) => Assert.Equal(expected, InfluxQl.Literal(text));

    [Fact]
    public void ReadPoints_EachKind_KeepsIt() =>
        Assert.Equal(
            [new SeriesPoint(1, 0.5, null), new SeriesPoint(2, null, "x"), new SeriesPoint(3, 1, null), new SeriesPoint(4, 0, null), new SeriesPoint(5, null, null)],
            InfluxQl.ReadPoints("""{"results":[{"series":[{"values":[[1,0.5],[2,"x"],[3,true],[4,false],[5,null]]}]}]}"""));

    [Fact]
    public void ReadPoints_ErrorInside_IsTheCallers() =>
        Assert.Throws<ArgumentException>(() => InfluxQl.ReadPoints("""{"results":[{"error":"unsupported mean iterator type"}]}"""));
}
