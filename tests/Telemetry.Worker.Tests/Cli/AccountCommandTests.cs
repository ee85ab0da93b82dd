using Dapper;
using Microsoft.Data.Sqlite;
using Telemetry.Testing;
using Telemetry.Worker.Alerts;

namespace Telemetry.Worker.Tests.Cli;

public sealed class AccountCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AccountCommandTests() => File.WriteAllText(_folder["password"], "a long password 1\n");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task User_FromTheFirstToTheLast_BeforeAnyWorkerRan()
    {
        CommandRun added = await RunAsync("user", "add", "li", "--role", "operator", "--area", "linqing,xinzhou", "--zh", "李工", "--password-file", _folder["password"]);
        Assert.Equal((0, ""), (added.ExitCode, added.Error));
        Assert.Contains("linqing xinzhou", added.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync("user", "add", "li", "--password-file", _folder["password"])).ExitCode);
        Assert.Equal(0, (await RunAsync("user", "change", "li", "--role", "viewer")).ExitCode);
        Assert.Equal(0, (await RunAsync("user", "disable", "li")).ExitCode);
        CommandRun list = await RunAsync("user", "list");
        Assert.Matches("^li +viewer +linqing xinzhou +never logged in +disabled +李工\n$", list.Output);
        Assert.Equal(0, (await RunAsync("user", "enable", "li")).ExitCode);
        Assert.Equal(0, (await RunAsync("user", "password", "li", "--password-file", _folder["password"])).ExitCode);
        Assert.Equal(0, (await RunAsync("user", "remove", "li")).ExitCode);
        Assert.Equal("", (await RunAsync("user", "list")).Output);

        CommandRun audit = await RunAsync("audit", "--action", "user-add");
        Assert.Contains($"cli:{Environment.UserName} (cli)  user-add  li: operator of linqing xinzhou", audit.Output, StringComparison.Ordinal);
        CommandRun verify = await RunAsync("audit", "verify");
        Assert.StartsWith("6 entries, 1..6: sound.", verify.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "cannot be a user's", "user", "add", "Li", "--password-file", "FILE")]
    [InlineData(2, "role = 'boss'", "user", "add", "li", "--role", "boss", "--password-file", "FILE")]
    [InlineData(2, "is not understood", "user", "add", "li", "a long password 1")]
    [InlineData(1, "There is no user 'wang'", "user", "disable", "wang")]
    [InlineData(1, "There is no user 'wang'", "token", "create", "wang", "--name", "x")]
    [InlineData(1, "There is no token", "token", "revoke", "wang")]
    [InlineData(2, "is not a time", "audit", "--from", "yesterday")]
    public async Task Mistake_IsToldWithItsExitCode(int exitCode, string why, params string[] arguments)
    {
        CommandRun run = await RunAsync([.. arguments.Select(argument => argument == "FILE" ? _folder["password"] : argument)]);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(why, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_IsPrintedOnceAloneAndListedWithoutIt()
    {
        await RunAsync("user", "add", "dashboard", "--no-password", "--area", "*");
        CommandRun made = await RunAsync("token", "create", "dashboard", "--name", "grafana", "--days", "30");
        Assert.Matches("^tlm_[A-Za-z0-9_-]{43}\n$", made.Output);

        CommandRun list = await RunAsync("token", "list");
        Assert.Contains("grafana", list.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(made.Output.Trim()[4..], list.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("token", "revoke", list.Output.Split(' ')[0])).ExitCode);
        Assert.Contains("revoked", (await RunAsync("token", "list", "--owner", "dashboard")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AuditVerify_NamesTheEntryThatWasChangedAndTheLogThatWasMadeAnew()
    {
        foreach (string name in (string[])["li", "wang", "zhao"])
            await RunAsync("user", "add", name, "--no-password");
        string head = (await RunAsync("audit", "verify")).Output.Split('\n')[1]["head ".Length..];
        Assert.Equal(0, (await RunAsync("audit", "verify", "--head", head)).ExitCode);

        CommandRun anew = await RunAsync("audit", "verify", "--head", head[..^1] + (head[^1] == '0' ? '1' : '0'));
        Assert.Equal((1, true), (anew.ExitCode, anew.Error.StartsWith("entry 3: it is not the one that was the newest once", StringComparison.Ordinal)));
        new AlertDatabase(_folder["data/alerts.db"]).Write(c => c.Execute("DROP TRIGGER audit_no_update; UPDATE audit SET who = 'nobody' WHERE number = 2"));
        CommandRun changed = await RunAsync("audit", "verify");
        Assert.Equal((1, true), (changed.ExitCode, changed.Error.StartsWith("entry 2: ", StringComparison.Ordinal)));
    }

    private Task<CommandRun> RunAsync(params string[] arguments) =>
        CommandRun.OfAsync([.. arguments, "--Data:Folder=" + _folder["data"], "--City:Folder=" + _folder["none"], "--Access:PasswordIterations=10000"]);
}
