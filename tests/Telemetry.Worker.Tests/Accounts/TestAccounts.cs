using System.Net;
using Dapper;
using Microsoft.Data.Sqlite;
using Telemetry.Readings.Inventory;
using Telemetry.Testing;
using Telemetry.Worker.Accounts;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Auditing;
using Telemetry.Worker.Options;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Accounts;

/// <summary>Users and tokens over a real database, with a clock of the test's own and hashing that is quick.</summary>
internal sealed class TestAccounts : IDisposable
{
    public const string Password = "correct horse 1";

    private readonly TemporaryFolder _folder = new();

    public TestAccounts()
    {
        Database = new AlertDatabase(_folder["alerts.db"]);
        Passwords = new Passwords(Options);
        Desk = new AccountDesk(Database, Passwords, Time);
        Tokens = new TokenDesk(Database, Options, Time);
        Refusals = new RefusalAudit(Database, Options, Time);
        Login = new LoginDesk(Database, Passwords, Refusals, Options, Time);
    }

    public AccessOptions Options { get; } = new() { PasswordIterations = 10_000, RefusalsPerMinute = 1_000, FailuresPerAddress = 1_000 };

    public ManualTimeProvider Time { get; } = new();

    public City City { get; } = TestCity.Load();

    public AlertDatabase Database { get; }

    public Passwords Passwords { get; }

    public AccountDesk Desk { get; }

    public TokenDesk Tokens { get; }

    public RefusalAudit Refusals { get; }

    public LoginDesk Login { get; }

    public User Add(string name, string role = "operator", params string[] areas) =>
        Desk.Add(name, Password, new UserDraft { Role = role, Areas = areas }, City, "administrator");

    public Task<User?> TryAsync(string name, string password = Password, string from = "10.0.0.1") =>
        Login.TryAsync(name, password, IPAddress.Parse(from), CancellationToken.None);

    public IReadOnlyList<string> Audit() =>
        Database.Read(c => c.Query<string>("SELECT who || ' ' || action || ' ' || subject || ifnull(': ' || detail, '') FROM audit ORDER BY number").ToList());

    /// <summary>A login desk of a process that was started again.</summary>
    public LoginDesk Restart(TimeProvider? time = null) => new(Database, Passwords, Refusals, Options, time ?? Time);

    public void Dispose()
    {
        Login.Dispose();
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }
}
