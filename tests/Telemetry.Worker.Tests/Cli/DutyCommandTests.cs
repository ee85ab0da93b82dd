using System.Text.Json.Nodes;
using Telemetry.Alerting.Escalation;
using Telemetry.Testing;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Cli;
using Telemetry.Worker.Duties;
using Telemetry.Worker.Tests.Duties;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Cli;

public sealed class DutyCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DutyCommandTests() => DutyPlaces.Write(_folder["city"], _folder["data"]);

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("2026-10-08 09:00", "day 08:00-20:00", "an 安 / An [phone]")]
    [InlineData("2026-10-08T23:00", "night 20:00-08:00", "bo 博 / Bo [no contact]")]
    [InlineData("2026-10-08T15:00:00Z", "night 20:00-08:00", "bo 博 / Bo [no contact]")]
    public async Task Duty_AtATime_TellsWhoAndWhy(string at, string shift, string holder)
    {
        CommandRun run = await DutyAsync("--device", "hs-1", "--at", at);

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Contains($"level 1     town-duty  镇值班 / Town duty\n            city town, shift {shift}\n  holders   {holder}\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("by the people's file", run.Output, StringComparison.Ordinal);
        Assert.Contains("critical: no ladder, nobody is called\nhigh: ladder red  橙色 / Orange\n  after 0s    duty  by call, app\n  after 90s   all-levels  by screen\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("  the last step again every 1m; on site within 1h of the answer\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("1234", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("WARNING", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Duty_SwapInTheDatabase_Wins()
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        new AlertDatabase(_folder["data/alerts.db"]).Write(connection =>
            DutyOverrideTable.Add(connection, new DutyOverride(0, "town-duty", null, "cai", null, now - 1000, now + 60_000, "leave", "li", now)));

        JsonNode answer = JsonNode.Parse((await DutyAsync("--device", "hs-1", "--json")).Output)!;

        Assert.Equal("cai", answer["levels"]![0]!["holders"]![0]!["id"]!.GetValue<string>());
        Assert.EndsWith("swap 1: Cai for everybody (leave)", answer["levels"]![0]!["whyEn"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("high", answer["severities"]![1]!["for"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task Duty_WithoutPeopleAndDatabase_NamesRoles()
    {
        CommandRun run = await CommandRun.OfAsync("duty", "--device", "hs-1", $"--City:Folder={_folder["city"]}", $"--Data:Folder={_folder["nothing"]}");

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("people      none", run.Output, StringComparison.Ordinal);
        Assert.Contains("nobody known: the role is called", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n  WARNING   neither a holder nor a deputy is a person", run.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["nothing"]));
    }

    [Theory]
    [InlineData("--device hs-11", "--device hs-11: there is no such device in ")]
    [InlineData("--device hs-1 --at noon", "--at noon: is no moment; write RFC 3339")]
    [InlineData("--at now", "Option '--device' is required.")]
    public async Task Duty_WrongArguments_AreMistakes(string arguments, string error)
    {
        CommandRun run = await DutyAsync(arguments.Split(' '));

        Assert.Equal((ExitCode.Mistakes, true), (run.ExitCode, run.Error.Contains(error, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Duty_BadPeople_AreToldWithTheirPlace()
    {
        File.WriteAllText(_folder["data/people.yaml"], DutyPlaces.People.Replace("duty: town-duty, shifts: [day]", "duty: town-dty", StringComparison.Ordinal));

        CommandRun run = await DutyAsync("--device", "hs-1");
        CommandRun check = await CommandRun.OfAsync("check", $"--City:Folder={_folder["city"]}", $"--Data:Folder={_folder["data"]}");

        foreach (CommandRun each in (CommandRun[])[run, check])
        {
            Assert.Equal(ExitCode.Mistakes, each.ExitCode);
            Assert.Contains("people.yaml:2:99: unknown duty 'town-dty' (did you mean 'town-duty'?)", each.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Duty_DamagedDatabase_Fails()
    {
        File.WriteAllText(_folder["data/alerts.db"], "this is no database, and long enough to be looked at as one");

        CommandRun run = await DutyAsync("--device", "hs-1");

        Assert.Equal((ExitCode.Failed, true), (run.ExitCode, run.Error.Contains("alerts.db: the swaps cannot be read", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task People_Example_IsTakenByTheCityItWasMadeFor()
    {
        string seeds = Path.Combine(Repository.Root, "seeds");
        CommandRun example = await CommandRun.OfAsync("people", "--example", $"--City:Folder={seeds}", $"--Data:Folder={_folder["data"]}");
        File.WriteAllText(_folder["data/people.yaml"], example.Output);

        CommandRun checkedRun = await CommandRun.OfAsync("people", $"--City:Folder={seeds}", $"--Data:Folder={_folder["data"]}");

        Assert.Equal((ExitCode.Success, ExitCode.Success), (example.ExitCode, checkedRun.ExitCode));
        Assert.Contains("EVERYBODY HERE IS INVENTED", example.Output, StringComparison.Ordinal);
        Assert.Matches("people.yaml: [1-9][0-9]* people, who hold [1-9][0-9]* of 108 duties; no mistakes", checkedRun.Output);
        CommandRun camera = await CommandRun.OfAsync("duty", "--device", "cam-10", "--json", $"--City:Folder={seeds}", $"--Data:Folder={_folder["data"]}");
        Assert.All(JsonNode.Parse(camera.Output)!["levels"]!.AsArray(), level => Assert.StartsWith("示例", level!["holders"]![0]!["nameZh"]!.GetValue<string>(), StringComparison.Ordinal));
    }

    private Task<CommandRun> DutyAsync(params string[] arguments) =>
        CommandRun.OfAsync(["duty", .. arguments, $"--City:Folder={_folder["city"]}", $"--Data:Folder={_folder["data"]}"]);
}
