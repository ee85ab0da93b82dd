using System.Text.Json.Nodes;
using Telemetry.Testing;
using Telemetry.Worker.Cli;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Cli;

public sealed class CheckCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task GoodCity_IsCountedAndSuccess()
    {
        TestCity.Write(_folder.Path);

        CommandRun run = await CheckAsync();

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        string[] lines = run.Output.Split(Environment.NewLine);
        Assert.Matches(@"^  heating +1 kind, +1 rules, 3 in-service, 1 retired$", lines[0]);
        Assert.Matches(@"^  water-safety +1 kind, +1 rules, 2 in-service$", lines[1]);
        Assert.Equal([$"{_folder.Path}: 2 systems, 2 areas, 1 sites, 6 devices, 0 groups, 0 duties, 2 rules; no mistakes", ""], lines[2..]);
    }

    [Fact]
    public async Task Json_GoodCity_TellsWhatWasLoaded()
    {
        TestCity.Write(_folder.Path);

        CommandRun run = await CheckAsync("--json");

        JsonNode report = JsonNode.Parse(run.Output)!;
        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.True(report["good"]!.GetValue<bool>());
        Assert.Empty(report["mistakes"]!.AsArray());
        Assert.Equal(64, report["loaded"]!["hash"]!.GetValue<string>().Length);
        Assert.Equal("water-safety", report["loaded"]!["systems"]![1]!["system"]!.GetValue<string>());
        Assert.Equal(2, report["loaded"]!["systems"]![1]!["devices"]!["in-service"]!.GetValue<int>());
    }

    [Fact]
    public async Task Json_Mistakes_HaveTheirPlaces()
    {
        TestCity.Write(_folder.Path, "severity: high", "severity: hihg");

        CommandRun run = await CheckAsync("--json", "--Mqtt:Prt=1");

        JsonNode report = JsonNode.Parse(run.Output)!;
        Assert.Equal((ExitCode.Mistakes, ""), (run.ExitCode, run.Error));
        Assert.False(report["good"]!.GetValue<bool>());
        Assert.Null(report["loaded"]);
        Assert.Equal(2, report["mistakes"]!.AsArray().Count);
        Assert.Null(report["mistakes"]![0]!["file"]);
        Assert.Contains("Mqtt:Port", report["mistakes"]![0]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        JsonNode mistake = report["mistakes"]![1]!;
        Assert.EndsWith("heating.yaml", mistake["file"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal((17, 19), (mistake["line"]!.GetValue<int>(), mistake["column"]!.GetValue<int>()));
        Assert.Equal("unknown severity 'hihg' (did you mean 'high'?)", mistake["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task ShippedSeeds_HaveNoMistake()
    {
        CommandRun run = await CommandRun.OfAsync("check", "--City:Folder=" + Repository.File("seeds"));

        Assert.True(run.ExitCode == ExitCode.Success, run.Error);
    }

    [Theory]
    [InlineData("pressure < 0.3", "presure < 0.3", "systems/heating.yaml", 14, 15, "pressure")]
    [InlineData("pressure < 0.3", "pressure < 30", "systems/heating.yaml", 14, null, "30")]
    [InlineData("physical: [0, 2.5]", "physical: [2.5, 0]", "systems/heating.yaml", 8, null, "")]
    [InlineData("severity: high", "severity: hihg", "systems/heating.yaml", 17, 19, "high")]
    [InlineData("interval: 30s", "intervall: 30s", "systems/heating.yaml", 6, 5, "interval")]
    [InlineData("for: 15s", "for: [", "systems/heating.yaml", null, null, "")]
    public async Task BrokenCity_IsToldWithFileLineAndColumn(string old, string changed, string file, int? line, int? column, string named)
    {
        TestCity.Write(_folder.Path, old, changed);

        CommandRun run = await CheckAsync();

        Assert.Equal((ExitCode.Mistakes, ""), (run.ExitCode, run.Output));
        Assert.Matches($"(?m)^{Path.Combine(_folder.Path, file)}:{line?.ToString() ?? "\\d+"}:{column?.ToString() ?? "\\d+"}: .*{named}", run.Error);
        Assert.EndsWith("nothing was started." + Environment.NewLine, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MistakesOfOptionsAndCity_AreToldTogether()
    {
        TestCity.Write(_folder.Path, "interval: 30s", "intervall: 30s");

        CommandRun run = await CheckAsync("--Mqtt:Prt=1", "--Store:Url=http://x", "stray");

        Assert.Contains("'stray' is not understood", run.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean Mqtt:Port?", run.Error, StringComparison.Ordinal);
        Assert.Contains("Store:Url is set but Store:Kind is sqlite", run.Error, StringComparison.Ordinal);
        Assert.Contains("heating.yaml:6:5: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MistakesOfEverySort_AreToldTogetherAndOnce()
    {
        TestCity.Write(_folder.Path);
        Rewrite("systems/heating.yaml", ("pressure < 0.3", "presure < 0.3"), ("severity: high", "severity: hihg"), ("for: 15s", "for: 15x"), ("interval: 30s", "intervall: 30s"));
        Rewrite("systems/water-safety.yaml", ("confidence >=", "confidense >="), ("merge: zone", "merge: zoen"), ("clear-after: 10m", "clear-after: 10x"), ("clear-event: cleared", "clear-event: claered"));
        Rewrite("city/town.yaml", ("kind: camera", "kind: kamera"));

        CommandRun run = await CheckAsync();

        Assert.Equal((ExitCode.Mistakes, ""), (run.ExitCode, run.Output));
        string[] places = [.. run.Error.Split(Environment.NewLine).Where(line => line.StartsWith(_folder.Path, StringComparison.Ordinal))
            .Select(line => line[(_folder.Path.Length + 1)..]).Select(line => line[..line.IndexOf(": ", StringComparison.Ordinal)])];
        Assert.Equal(
            [
                "systems/heating.yaml:5:5", "systems/heating.yaml:6:5", "systems/heating.yaml:16:14", "systems/heating.yaml:17:19",
                "systems/water-safety.yaml:23:22", "systems/water-safety.yaml:24:22", "city/town.yaml:11:46", "city/town.yaml:12:46",
                "systems/heating.yaml:14:15", "systems/water-safety.yaml:21:16", "systems/water-safety.yaml:22:16",
            ],
            places);
        Assert.Contains("heating.yaml:14:15: unknown field 'presure'", run.Error, StringComparison.Ordinal);
        Assert.EndsWith($"{places.Length} mistakes; nothing was started.{Environment.NewLine}", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pressure: { unit: MPa, physical: [0, 2.5], title: { zh: 压力, en: Pressure } }", "pressure: []")]
    [InlineData("pressure: { unit: MPa, physical: [0, 2.5]", "pressure: { unti: MPa, physical: [2.5, 0]")]
    public async Task MistakeInAField_IsNotRepeatedByItsRules(string old, string changed)
    {
        TestCity.Write(_folder.Path, old, changed);

        CommandRun run = await CheckAsync();

        Assert.Equal(ExitCode.Mistakes, run.ExitCode);
        Assert.DoesNotContain("unknown field", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingCity_IsAMistake()
    {
        CommandRun run = await CommandRun.OfAsync("check", "--City:Folder=" + _folder["nowhere"]);

        Assert.Equal(ExitCode.Mistakes, run.ExitCode);
        Assert.Contains(_folder["nowhere"], run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("run", "--help")]
    [InlineData("mqtt-user", "--help")]
    public async Task Help_IsSuccess(params string[] arguments)
    {
        CommandRun run = await CommandRun.OfAsync(arguments);

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("telemetry", run.Output, StringComparison.OrdinalIgnoreCase);
        if (arguments[0] == "run")
            Assert.Contains("docs/operations.md", run.Output, StringComparison.Ordinal);
    }

    private void Rewrite(string file, params (string Old, string Changed)[] changes)
    {
        string path = Path.Combine(_folder.Path, file);
        string text = changes.Aggregate(File.ReadAllText(path), (text, change) => text.Replace(change.Old, change.Changed, StringComparison.Ordinal));
        File.WriteAllText(path, text);
    }

    private Task<CommandRun> CheckAsync(params string[] more) => CommandRun.OfAsync(["check", "--City:Folder=" + _folder.Path, .. more]);
}
