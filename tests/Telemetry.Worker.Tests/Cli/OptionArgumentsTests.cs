using Microsoft.Extensions.Configuration;
using Telemetry.Testing;
using Telemetry.Worker.Cli;

namespace Telemetry.Worker.Tests.Cli;

public sealed class OptionArgumentsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--Mqtt:Port=1884", "1884")]
    [InlineData("--Mqtt:Port 1884", "1884")]
    [InlineData("--mqtt:Port=1884", "1884")]
    [InlineData("--Mqtt:Port=", "")]
    [InlineData("--Mqtt:Port=a=b", "a=b")]
    [InlineData("--Mqtt:Port=1 --Mqtt:Port=2", "2")]
    public void Read_Option_IsItsValue(string arguments, string expected)
    {
        var mistakes = new List<string>();

        Dictionary<string, string?> values = OptionArguments.Read(arguments.Split(' '), mistakes);

        Assert.Empty(mistakes);
        Assert.Equal(expected, values["Mqtt:Port"]);
    }

    [Theory]
    [InlineData("port", "'port' is not understood; options are written --Section:Name=value, such as --Mqtt:Port=1884.")]
    [InlineData("-p", "'-p' is not understood; options are written --Section:Name=value, such as --Mqtt:Port=1884.")]
    [InlineData("--port=1", "'--port' is not understood; worker options have a section, such as --Mqtt:Port=1884, and 'telemetry --help' lists the others.")]
    [InlineData("--Mqtt:Port", "--Mqtt:Port needs a value: --Mqtt:Port=value.")]
    [InlineData("--Mqtt:Tls --Mqtt:Port=1", "--Mqtt:Tls needs a value: --Mqtt:Tls=value.")]
    [InlineData("--Mqqt:Port=1", "--Mqqt:Port: there is no such option; did you mean --Mqtt:Port?")]
    [InlineData("--Logging:Level=1", "--Logging:Level: there is no such option; known sections are Mqtt, Payload, Store, Journal, Quarantine, Snapshots, Inputs, Alerts, Silence, Maintenance, Duties, Incidents, Backtest, Notifications, Escalation, Drills, Watch, Heartbeat, Console, Access, City, Data, Clock.")]
    public void Read_AnythingElse_IsAMistake(string arguments, string expected)
    {
        var mistakes = new List<string>();

        OptionArguments.Read(arguments.Split(' '), mistakes);

        Assert.Equal([expected], mistakes);
    }

    [Fact]
    public void Sources_LaterOnesWin()
    {
        File.WriteAllText(_folder["a.json"], """{ "Mqtt": { "Port": 1, "Root": "a" }, "Data": { "Folder": "a" } }""");
        File.WriteAllText(_folder["b.json"], """{ "Mqtt": { "Port": 2, "Root": "b" } }""");
        var mistakes = new List<string>();

        IConfiguration read = OptionSources.Read([_folder["a.json"], _folder["b.json"], _folder["missing.json"]], new() { ["Mqtt:Port"] = "3" }, mistakes);

        Assert.Empty(mistakes);
        Assert.Equal(("3", "b", "a"), (read["Mqtt:Port"], read["Mqtt:Root"], read["Data:Folder"]));
    }

    [Theory]
    [InlineData("{\n  \"Mqtt\": { \"Port\": 1 \n", ":3:")]
    [InlineData("[1]", "")]
    [InlineData("", "")]
    [InlineData("{ \"Mqtt\": 1, \"mqtt\": 2 }", "")]
    public void Sources_BrokenFile_IsToldAndTheOthersAreRead(string content, string place)
    {
        File.WriteAllText(_folder["broken.json"], content);
        File.WriteAllText(_folder["good.json"], """{ "Mqtt": { "Port": 2 } }""");
        var mistakes = new List<string>();

        IConfiguration read = OptionSources.Read([_folder["broken.json"], _folder["good.json"]], [], mistakes);

        Assert.StartsWith(_folder["broken.json"] + place, Assert.Single(mistakes), StringComparison.Ordinal);
        Assert.Equal("2", read["Mqtt:Port"]);
    }
}
