using System.IO.Compression;
using Telemetry.Alerting.Incidents;
using Telemetry.Testing;
using Telemetry.Worker.Backtest;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Backtest;

/// <summary>The test city as a folder, and recordings beside it.</summary>
internal sealed class TestBacktest : IDisposable
{
    /// <summary>2026-11-18 08:53:20 in Shanghai.</summary>
    public const long StartMs = 1_795_000_000_000;

    public const string Station1 = "heating,area=town,device=hs-1,site=here";
    public const string Camera1 = "water_safety_event,area=town,device=cam-1,site=here";

    private readonly TemporaryFolder _folder = new();

    public TestBacktest() => City = TestCity.Write(_folder["city"]);

    public string City { get; }

    public string this[string name] => _folder[name];

    /// <summary>A line of hs-1.</summary>
    public static string Line(double seconds, string fields, string series = Station1) => $"{series} {fields} {StartMs + (long)(seconds * 1000)}000000";

    /// <summary>Pressures of hs-1 so many seconds apart.</summary>
    public static IEnumerable<string> Pressures(double from, double step, params double[] values) =>
        values.Select((value, i) => Line(from + (i * step), string.Create(System.Globalization.CultureInfo.InvariantCulture, $"pressure={value}")));

    /// <summary>The heating system with something else in it.</summary>
    public RuleText Heating(string old, string changed)
    {
        Assert.Contains(old, TestCity.Heating, StringComparison.Ordinal);
        return RuleText.Of("other.yaml", TestCity.Heating.Replace(old, changed, StringComparison.Ordinal));
    }

    public string Write(IEnumerable<string> lines, string name = "data.lp")
    {
        string path = _folder[name];
        if (!name.EndsWith(".gz", StringComparison.Ordinal))
        {
            File.WriteAllText(path, string.Join('\n', lines) + "\n");
            return path;
        }

        using var writer = new StreamWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest));
        foreach (string line in lines)
            writer.Write(line + "\n");
        return path;
    }

    public BacktestResult Run(IEnumerable<string> lines, BacktestSettings? settings = null, IReadOnlyList<RuleText>? compare = null, string name = "data.lp", IReadOnlyList<RuleText>? rules = null) =>
        Run(Recording.Of(Write(lines, name), out _), settings, compare, rules);

    public BacktestResult Run(Recording recording, BacktestSettings? settings = null, IReadOnlyList<RuleText>? compare = null, IReadOnlyList<RuleText>? rules = null)
    {
        var library = CityLibrary.Given(City, rules ?? []);
        return new BacktestRun(recording, library, compare is null ? null : library.With(compare), settings ?? new BacktestSettings(), TimeProvider.System).Run(new SilentProgress());
    }

    /// <summary>What happened, from the first second on: <c>rule device begin..end</c>.</summary>
    public static IEnumerable<string> Episodes(IEnumerable<Incident> incidents) => incidents.Select(incident =>
        $"{incident.RuleId} {incident.DeviceId} {(incident.OpenedAtMs - StartMs) / 1000.0}..{(incident.ClearedAtMs - StartMs) / 1000.0}");

    public static IEnumerable<string> Episodes(BacktestResult result) => Episodes(result.Before.Report.Incidents);

    public void Dispose() => _folder.Dispose();
}
