using System.Text.Json.Nodes;
using Telemetry.Worker.Tests.Cli;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Backtest;

public sealed class BacktestCommandTests : IDisposable
{
    private readonly TestBacktest _test = new();
    private readonly string _input;

    public BacktestCommandTests() => _input = _test.Write(TestBacktest.Pressures(0, 10, 0.8, 0.2, 0.2, 0.2, 0.8, 0.8));

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Backtest_Table_SaysWhatHappenedInBothLanguages()
    {
        CommandRun run = await RunAsync();

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        foreach (string expected in (string[])["ISA-18.2", "压力低", "Pressure low", "hs-1", "high", "每名值班员每小时平均报警数", "2026-11-18 ", "devices in service that the file does not hold: 4"])
            Assert.Contains(expected, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backtest_Json_IsOneObjectWithEverything()
    {
        CommandRun run = await RunAsync("--json", "--operators", "2");

        JsonNode json = JsonNode.Parse(run.Output)!;
        Assert.Equal((0, 1, 2), (run.ExitCode, json["version"]!.GetValue<int>(), json["operators"]!.GetValue<int>()));
        JsonNode incident = Assert.Single(json["result"]!["incidents"]!.AsArray())!;
        Assert.Equal(
            ("low", "hs-1", "high", "2026-11-18T11:07:10.000Z"),
            (incident["rule"]!.GetValue<string>(), incident["device"]!.GetValue<string>(), incident["severity"]!.GetValue<string>(), incident["openedAt"]!.GetValue<string>()));
        Assert.Equal(1, json["result"]!["bySeverity"]!["high"]!.GetValue<int>());
        Assert.Contains(json["result"]!["guidelines"]!.AsArray(), each => each!["id"]!.GetValue<string>() == "average-rate" && each["verdict"]!.GetValue<string>() == "unknown");
        Assert.Null(json["comparison"]);
    }

    [Fact]
    public async Task Backtest_Compare_TakesFilesOrACity()
    {
        string rules = _test["other.yaml"];
        await File.WriteAllTextAsync(rules, TestCity.Heating.Replace(": 15s", ": 5s", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        string city = TestCity.Write(_test["other-city"], "pressure < 0.3", "pressure < 0.1");

        JsonNode files = JsonNode.Parse((await RunAsync("--json", "--compare", rules)).Output)!["comparison"]!;
        JsonNode folder = JsonNode.Parse((await RunAsync("--json", "--rules", rules, "--compare", city)).Output)!["comparison"]!;
        CommandRun table = await RunAsync("--compare", rules);

        Assert.Equal((-10, 0.0), (files["shifted"]![0]!["beginShiftSeconds"]!.GetValue<double>(), files["shifted"]![0]!["endShiftSeconds"]!.GetValue<double>()));
        Assert.Equal((1, 0), (folder["onlyBefore"]!.AsArray().Count, folder["onlyAfter"]!.AsArray().Count));
        Assert.Equal("low 1 ", $"{folder["rules"]![0]!["rule"]} {folder["rules"]![0]!["before"]} {(folder["rules"]![0]!["after"]!.GetValue<int>() == 0 ? "" : "?")}");
        Assert.Contains("-10 s", table.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--from yesterday", "--from yesterday: cannot be read; write RFC 3339 such as 2026-01-15T08:00:00+08:00, or a date such as 2026-01-15 in the city's time zone.")]
    [InlineData("--from 2026-01-02 --to 2026-01-01", "--from 2026-01-02 is not before --to 2026-01-01.")]
    [InlineData("--operators 0", "--operators 0: has to be from 1 to 1000.")]
    [InlineData("--tick 1h", "--tick 1h: has to be a duration from 1s to 15m, such as 5s.")]
    [InlineData("--warm-up x", "--warm-up x: has to be a duration from 0 to 366d, such as 25h.")]
    [InlineData("--rows 0", "--rows 0: has to be from 1 to 100000.")]
    [InlineData("--time-zone Asia/Beijng", "--time-zone Asia/Beijng: this machine does not know such a zone; write one such as Asia/Shanghai.")]
    [InlineData("--rules no.yaml", "no.yaml: cannot be read: ")]
    [InlineData("--rule no.yaml", "'--rule' is not understood; worker options have a section, such as --Mqtt:Port=1884, and 'telemetry --help' lists the others.")]
    public async Task Backtest_WrongOption_SaysWhatIsRight(string options, string message)
    {
        CommandRun run = await RunAsync(options.Split(' '));

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backtest_WrongFiles_SayWhereAndWhat()
    {
        string none = _test["none.yaml"];
        string unknown = _test["unknown.yaml"];
        string broken = _test["broken.yaml"];
        await File.WriteAllTextAsync(none, "rules: []", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(unknown, "system: heatng\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(broken, TestCity.Heating.Replace("pressure < 0.3", "presure < 0.3", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        Assert.Equal((2, $"{none}: this is no system file: no line says 'system: ID'. Give a whole file such as seeds/systems/heating.yaml with other rules.\n"), Told(await RunAsync("--rules", none)));
        Assert.Equal((2, $"{unknown}: the city has no system 'heatng'; did you mean heating?\n"), Told(await RunAsync("--rules", unknown)));
        (int code, string error) = Told(await RunAsync("--compare", broken));
        Assert.Equal(2, code);
        Assert.Matches($@"^{System.Text.RegularExpressions.Regex.Escape(broken)}:\d+:\d+: .*presure.*pressure", error);
        Assert.Equal((2, $"--compare takes one city's folder, or one or more system files, not both.\n"), Told(await RunAsync("--compare", broken, "--compare", _test.City)));
    }

    [Fact]
    public async Task Backtest_WrongInput_SaysWhatItTakes()
    {
        Directory.CreateDirectory(_test["empty"]);
        await File.WriteAllTextAsync(_test["1.journal"], "", TestContext.Current.CancellationToken);

        Assert.Contains("there is no such file or folder", (await CommandRun.OfAsync("backtest", "--input", _test["missing"], "--city", _test.City)).Error, StringComparison.Ordinal);
        Assert.Contains("holds no journal", (await CommandRun.OfAsync("backtest", "--input", _test["empty"], "--city", _test.City)).Error, StringComparison.Ordinal);
        Assert.Contains("give its folder", (await CommandRun.OfAsync("backtest", "--input", _test["1.journal"], "--city", _test.City)).Error, StringComparison.Ordinal);
        Assert.Contains("the city folder does not exist", (await CommandRun.OfAsync("backtest", "--input", _input, "--city", _test["nowhere"])).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task Backtest_CompressedFileCutOff_IsAFailure(int missing)
    {
        string path = _test.Write(Enumerable.Range(0, 5_000).Select(i => TestBacktest.Line(i * 10, $"pressure=0.{i % 7}")), "cut.lp.gz");
        using (FileStream file = File.OpenWrite(path))
            file.SetLength(file.Length - missing);

        CommandRun run = await CommandRun.OfAsync("backtest", "--input", path, "--city", _test.City);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"{path}: the compressed file is damaged or cut off: ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", "of 0 records read")]
    [InlineData("garbage\nmore of it", "", "Not judged: 2 without-time.")]
    [InlineData("heating,device=hs-1 pressure=0.1 1795000000000", "", "Not judged: 1 implausible-time.")]
    [InlineData("heating,device=elsewhere pressure=0.1 1795000000000000000", "", "Not judged: 1 unknown-device.")]
    [InlineData(null, "2026-11-19", "of 6 records read")]
    [InlineData(null, "2027-01-01", "of 6 records read")]
    public async Task Backtest_NothingToJudge_SaysSoAndFails(string? lines, string from, string message)
    {
        string path = lines is null ? _input : _test.Write([lines], "nothing.lp");

        CommandRun run = await CommandRun.OfAsync(["backtest", "--input", path, "--city", _test.City, .. from.Length > 0 ? (string[])["--from", from] : []]);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("Nothing was judged: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backtest_InputMissingOrTwice_IsAMistake()
    {
        Assert.Equal(2, (await CommandRun.OfAsync("backtest", "--city", _test.City)).ExitCode);
        Assert.Equal(2, (await RunAsync("--input", _input)).ExitCode);
        Assert.Equal(0, (await CommandRun.OfAsync("backtest", "--help")).ExitCode);
    }

    [Theory]
    [InlineData("--compare")]
    [InlineData("--rules")]
    public async Task Backtest_OneSystemTwice_IsAMistake(string option)
    {
        (string one, string other) = (_test["one.yaml"], _test["other.yaml"]);
        await File.WriteAllTextAsync(one, TestCity.Heating, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(other, TestCity.Heating, TestContext.Current.CancellationToken);

        Assert.Equal((2, $"{one} and {other} both take the place of the system 'heating'; give one of them.\n"), Told(await RunAsync(option, one, option, other)));
    }

    [Fact]
    public async Task Backtest_CtrlC_StopsCleanly()
    {
        string path = _test.Write(Enumerable.Range(0, 20_000).Select(i => TestBacktest.Line(i, "pressure=0.8")), "many.lp");

        CommandRun run = await CommandRun.OfAsync(["backtest", "--input", path, "--city", _test.City], new CancellationToken(canceled: true));

        Assert.Equal((1, "", "Stopped; nothing was changed.\n"), (run.ExitCode, run.Output, run.Error));
    }

    private static (int Code, string Error) Told(CommandRun run) => (run.ExitCode, run.Error);

    private Task<CommandRun> RunAsync(params string[] more) => CommandRun.OfAsync(["backtest", "--input", _input, "--city", _test.City, .. more]);
}
