using Telemetry.Storage.Journal;
using Telemetry.Testing;
using Telemetry.Worker.Cli;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Quarantine;

namespace Telemetry.Worker.Tests.Cli;

/// <summary>The commands that look into a data folder: accounts, journal, quarantine.</summary>
public sealed class DataCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task MqttUser_SetListRemove_KeepTheFile()
    {
        Assert.Equal(ExitCode.Success, (await SetAsync("hs-1", "a good password")).ExitCode);
        Assert.Equal(ExitCode.Success, (await SetAsync("cam-1", "another password")).ExitCode);

        Assert.True(new MqttAccounts(_folder["mqtt-users"]).Verify("hs-1", "a good password"u8));
        Assert.Equal($"cam-1{Environment.NewLine}hs-1{Environment.NewLine}", (await UserAsync("list")).Output);
        Assert.Equal(ExitCode.Success, (await UserAsync("remove", "cam-1")).ExitCode);
        Assert.Equal(["hs-1"], new MqttAccounts(_folder["mqtt-users"]).Names);
    }

    [Theory]
    [InlineData("hs-1", "short", "has 5 characters; it needs at least 8")]
    [InlineData("hs-1", "", "has 0 characters")]
    [InlineData("a:b", "a good password", "'a:b' cannot be an account")]
    public async Task MqttUser_SetOfWhatCannotBe_IsRefused(string name, string password, string why)
    {
        CommandRun run = await SetAsync(name, password);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(why, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["mqtt-users"]));
    }

    [Fact]
    public async Task MqttUser_RemoveOfNobody_IsRefused()
    {
        CommandRun run = await UserAsync("remove", "nobody");

        Assert.Equal((ExitCode.Failed, $"There is no account 'nobody'.{Environment.NewLine}"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task MqttUser_FileThatCannotBeWritten_IsRefused()
    {
        CommandRun run = await SetAsync("hs-1", "a good password", "--Mqtt:UsersFile=" + _folder["missing/users"]);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(_folder["missing"], run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("remove --Data:Folder=DIR hs-1", ExitCode.Success)]
    [InlineData("--Data:Folder=DIR mqtt-user remove hs-1", ExitCode.Success)]
    [InlineData("remove hs-1 --Data:Folder DIR", ExitCode.Success)]
    [InlineData("remove --Data:Folder DIR hs-1", ExitCode.Mistakes)]
    public async Task MqttUser_OptionBeforeTheName_IsNotTakenForTheName(string arguments, int expected)
    {
        await SetAsync("hs-1", "a good password");
        string[] words = (arguments.StartsWith("--", StringComparison.Ordinal) ? arguments : "mqtt-user " + arguments).Replace("DIR", _folder.Path, StringComparison.Ordinal).Split(' ');

        CommandRun run = await CommandRun.OfAsync(words);

        Assert.Equal((expected, expected == ExitCode.Success ? 0 : 1), (run.ExitCode, new MqttAccounts(_folder["mqtt-users"]).Count));
    }

    [Fact]
    public async Task Journal_InspectVerifyExport_TellWhatIsThere()
    {
        await WriteJournalAsync();

        CommandRun inspect = await JournalAsync("inspect");
        Assert.Contains("1 segments, 3 records, sound", inspect.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, (await JournalAsync("verify")).ExitCode);
        CommandRun export = await JournalAsync("export", "--from", "1", "--to", "2");
        Assert.Contains("# 1 reading hs-1 ", export.Output, StringComparison.Ordinal);
        Assert.Single(export.Output.Split('\n'), line => line.StartsWith('#'));
    }

    [Fact]
    public async Task Journal_VerifyOfADamagedOne_Fails()
    {
        await WriteJournalAsync();
        string segment = Directory.GetFiles(_folder["journal/all"]).Single(f => new FileInfo(f).Length > 10_000);
        byte[] content = await File.ReadAllBytesAsync(segment);
        int at = content.AsSpan().IndexOf("second"u8);
        content[at] ^= 1;
        await File.WriteAllBytesAsync(segment, content);

        CommandRun run = await JournalAsync("verify");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("DAMAGED", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Journal_ThatIsMissing_Fails()
    {
        CommandRun run = await JournalAsync("inspect");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains($"There is no folder {_folder["journal/all"]}.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quarantine_List_FiltersAndSteersNoTerminal()
    {
        new QuarantineStore(_folder["quarantine.db"]).Add(
        [
            new QuarantinedMessage(3, 1_795_000_000_000, "malformed-json", "hs-1", "city/town/heating/hs-1/telemetry", [1, 2]),
            new QuarantinedMessage(4, 1_795_000_000_000, "unknown-topic", "", "evil/\u001b[2J\ntopic", [1, 2, 3]),
        ],
            5, 10);

        CommandRun all = await QuarantineAsync("list");
        string[] lines = all.Output.TrimEnd().Split(Environment.NewLine);
        Assert.Equal(2, lines.Length);
        Assert.EndsWith(@"unknown-topic               3 B  evil/\u001b[2J\u000atopic", lines[0], StringComparison.Ordinal);
        Assert.Single((await QuarantineAsync("list", "--limit", "1")).Output.TrimEnd().Split('\n'));
        Assert.Contains("malformed-json", Assert.Single((await QuarantineAsync("list", "--device", "hs-1")).Output.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Empty((await QuarantineAsync("list", "--reason", "oversize")).Output);
        CommandRun wrong = await QuarantineAsync("list", "--reason", "malformed");
        Assert.Equal(ExitCode.Failed, wrong.ExitCode);
        Assert.Contains("reason = 'malformed' is not known; did you mean malformed-json?", wrong.Error, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Failed, $"There is no rejected message 77.{Environment.NewLine}"), (await QuarantineAsync("show", "77")) is { } run ? (run.ExitCode, run.Error) : default);
    }

    [Fact]
    public async Task Quarantine_WithoutAFile_Fails()
    {
        CommandRun run = await QuarantineAsync("list");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("there is no such file; --Data:Folder=DIR names the worker's data folder.", run.Error, StringComparison.Ordinal);
    }

    private async Task WriteJournalAsync()
    {
        await using var journal = Storage.Journal.Journal.Open(
            new JournalOptions { Folder = _folder["journal/all"], SegmentBytes = 64 * 1024, MaximumBytes = 1 << 20 }, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var header = new RecordHeader(RecordKind.Reading, RecordFlags.None, Quality.Good, TimestampSource.Device, 1, 1);
        foreach (string body in (string[])["first", "second", "third"])
        {
            long position = journal.Append(header, "hs-1"u8, System.Text.Encoding.UTF8.GetBytes(body));
            await journal.WaitForCommitAsync(position, default);
        }
    }

    /// <summary>The password comes on standard input; no other test reads that.</summary>
    private async Task<CommandRun> SetAsync(string name, string password, params string[] more)
    {
        TextReader before = System.Console.In;
        System.Console.SetIn(new StringReader(password + "\n"));
        try
        {
            return await UserAsync(["set", name, .. more]);
        }
        finally
        {
            System.Console.SetIn(before);
        }
    }

    private Task<CommandRun> UserAsync(params string[] arguments) => CommandRun.OfAsync(["mqtt-user", .. arguments, "--Data:Folder=" + _folder.Path]);

    private Task<CommandRun> JournalAsync(params string[] arguments) => CommandRun.OfAsync(["journal", .. arguments, "--Data:Folder=" + _folder.Path]);

    private Task<CommandRun> QuarantineAsync(params string[] arguments) => CommandRun.OfAsync(["quarantine", .. arguments, "--Data:Folder=" + _folder.Path]);
}
