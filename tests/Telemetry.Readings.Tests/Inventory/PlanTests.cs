using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Tests.Inventory;

/// <summary>Dispatch plans: what they say when, and what is wrong with a file.</summary>
public sealed class PlanTests
{
    private const string Path = "plans/winter.yaml";

    private const string Good = """
        plans:
          - site: pond-1
            field: temperature
            unit: degC
            points: [["2026-11-15T00:00:00+08:00", 40], ["2026-11-15T06:00:00+08:00", 50], ["2026-11-16T00:00:00+08:00", 44]]
            until: "2026-11-17T00:00:00+08:00"
          - { site: [pond-1], field: voltage, unit: V, shape: linear, points: [["2026-11-15T00:00:00Z", 10], ["2026-11-15T10:00:00Z", 20]] }
        """;

    [Theory]
    [InlineData("temperature", "2026-11-14T23:59:59+08:00", double.NaN)]
    [InlineData("temperature", "2026-11-15T00:00:00+08:00", 40)]
    [InlineData("temperature", "2026-11-15T05:59:59+08:00", 40)]
    [InlineData("temperature", "2026-11-15T06:00:00+08:00", 50)]
    [InlineData("temperature", "2026-11-16T23:59:59+08:00", 44)]
    [InlineData("temperature", "2026-11-17T00:00:00+08:00", double.NaN)]
    [InlineData("voltage", "2026-11-14T23:00:00Z", double.NaN)]
    [InlineData("voltage", "2026-11-15T00:00:00Z", 10)]
    [InlineData("voltage", "2026-11-15T05:00:00Z", 15)]
    [InlineData("voltage", "2026-11-15T10:00:00Z", 20)]
    [InlineData("voltage", "2027-11-15T10:00:00Z", 20)]
    [InlineData("armed", "2026-11-15T10:00:00Z", double.NaN)]
    public void At_StepsAndLines_SaysWhatIsWanted(string field, string time, double expected)
    {
        City city = Load(Good).City!;
        Assert.Equal(expected, city.Plans.At(city.FindSite("pond-1")!, field, DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds()));
    }

    [Fact]
    public void Load_Plans_AreOfTheCity()
    {
        City with = Load(Good).City!, without = TestCity.Good();
        Assert.Equal(2, with.Plans.Count);
        Assert.Equal(0, without.Plans.Count);
        Assert.Equal([TestCity.SystemPath, TestCity.CityPath, Path], with.Files.Select(file => file.Path));
        Assert.NotEqual(without.ContentHash, with.ContentHash);
        Assert.NotEqual(with.ContentHash, Load(Good.Replace("40]", "41]", StringComparison.Ordinal)).City!.ContentHash);
    }

    [Theory]
    [InlineData("site: pond-1", "site: §pond-2", "unknown site 'pond-2' (did you mean 'pond-1'?)")]
    [InlineData("field: temperature", "field: §temprature", "no device at site 'pond-1' has a field 'temprature' (did you mean 'temperature'?)")]
    [InlineData("field: temperature", "field: §armed", "'armed' is no field of numbers; a plan needs one")]
    [InlineData("unit: degC", "unit: §K", "the plan is in K, but field 'temperature' at site 'pond-1' is in degC")]
    [InlineData("field: voltage, unit: V", "field: temperature, unit: degC", "site 'pond-1' already has a plan for 'temperature' at plans/winter.yaml:2:11")]
    [InlineData("shape: linear", "shape: §smooth", "unknown shape 'smooth' (known: step, linear)")]
    [InlineData("\"2026-11-15T06:00:00+08:00\"", "§2026-11-15 06:00", "'2026-11-15 06:00' is not a time with an offset, such as 2026-11-15T06:00:00+08:00")]
    [InlineData("\"2026-11-15T06:00:00+08:00\"", "§\"2026-11-14T06:00:00+08:00\"", "'2026-11-14T06:00:00+08:00' is not later than the point before it, 2026-11-15T00:00:00+08:00")]
    [InlineData("until: \"2026-11-17T00:00:00+08:00\"", "until: §\"2026-11-16T00:00:00+08:00\"", "'until: 2026-11-16T00:00:00+08:00' is not later than the last point, 2026-11-16T00:00:00+08:00")]
    [InlineData("[\"2026-11-15T06:00:00+08:00\", 50]", "[§\"2026-11-15T06:00:00+08:00\", 500]", "500 lies outside the physical range of 'temperature', -40..85 degC")]
    [InlineData("[\"2026-11-15T06:00:00+08:00\", 50]", "§[50]", "a point of a plan must be [time, value]")]
    [InlineData("[\"2026-11-15T06:00:00+08:00\", 50]", "§[\"2026-11-15T06:00:00+08:00\", .inf]", "a point of a plan must be [time, value]")]
    [InlineData("points: [[\"2026-11-15T00:00:00Z\", 10], [\"2026-11-15T10:00:00Z\", 20]]", "points: §[]", "'points' of a plan must be a list: [[time, value], ...]")]
    [InlineData("shape: linear", "§shap: linear", "unknown key 'shap' in a plan (did you mean 'shape'?)")]
    public void Load_Mistake_IsToldWithItsPlace(string old, string changed, string message)
    {
        Assert.Contains(old, Good, StringComparison.Ordinal);
        string text = Good.Replace(old, changed, StringComparison.Ordinal);
        int mark = text.IndexOf('§', StringComparison.Ordinal);
        Mistake mistake = Assert.Single(Load(text.Replace("§", "", StringComparison.Ordinal)).Mistakes);
        Assert.Equal(message, mistake.Message);
        Assert.Equal(Path, mistake.File);
        if (mark >= 0)
            Assert.Equal((text[..mark].Count(c => c == '\n') + 1, mark - text.LastIndexOf('\n', mark)), (mistake.Line, mistake.Column));
    }

    [Fact]
    public void Load_CityWithMistakes_SaysNothingOfFieldsThatMayBeMissing()
    {
        CityLoadResult result = CityLoader.Load(
            [new(TestCity.SystemPath, TestCity.System), new(TestCity.CityPath, TestCity.City.Replace("site: pond-1, title", "site: pond-7, title", StringComparison.Ordinal)), new(Path, Good)]);
        Assert.All(result.Mistakes, mistake => Assert.Equal(TestCity.CityPath, mistake.File));
        Assert.NotEmpty(result.Mistakes);
    }

    [Theory]
    [InlineData("fastest-interval: 15s", null)]
    [InlineData("fastest-interval: 2m", "'fastest-interval' of kind 'camera' is longer than its 'interval'")]
    [InlineData("fastest-interval: 1 s", "'fastest-interval' of kind 'camera' must be a duration such as 30s, 5m or 1h, not '1 s'")]
    public void FastestInterval_IsTheIntervalUnlessTold(string line, string? message)
    {
        CityLoadResult result = TestCity.Load(TestCity.System.Replace("    interval: 60s", "    interval: 60s\n    " + line, StringComparison.Ordinal));
        Assert.Equal(message is null ? [] : [message], result.Mistakes.Select(mistake => mistake.Message));
        if (message is null)
            Assert.Equal(TimeSpan.FromSeconds(15), result.City!.Systems[0].Kinds[0].FastestInterval);
        Assert.Equal(TimeSpan.FromSeconds(60), TestCity.Good().Systems[0].Kinds[0].FastestInterval);
    }

    private static CityLoadResult Load(string plans) =>
        CityLoader.Load([new(TestCity.SystemPath, TestCity.System), new(TestCity.CityPath, TestCity.City), new(Path, plans)]);
}
