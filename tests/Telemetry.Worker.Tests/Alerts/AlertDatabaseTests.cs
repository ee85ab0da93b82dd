using Microsoft.Data.Sqlite;
using Telemetry.Testing;
using Telemetry.Worker.Alerts;

namespace Telemetry.Worker.Tests.Alerts;

public sealed class AlertDatabaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly AlertDatabase _database;

    public AlertDatabaseTests() => _database = new AlertDatabase(_folder["alerts.db"]);

    public void Dispose()
    {
        _database.Rest();
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public void Write_FaultInTheMiddle_ChangesNothingAndTheNextIsWritten()
    {
        Assert.Throws<InvalidOperationException>(() => _database.Write(connection =>
        {
            Put(connection, "a", null);
            throw new InvalidOperationException();
        }));
        Assert.Null(Find("a"));

        _database.Write(connection => Put(connection, "b", "1"));

        Assert.Equal("1", Find("b"));
    }

    [Fact]
    public void Run_SameStatementAgain_TakesTheNewValues()
    {
        _database.Write(connection =>
        {
            Put(connection, "a", "1");
            Put(connection, "b", null);
        });
        _database.Write(connection => Put(connection, "c", "3"));
        _database.Rest();
        _database.Write(connection => Put(connection, "d", "4"));

        Assert.Equal(("1", null, "3", "4"), (Find("a"), Find("b"), Find("c"), Find("d")));
    }

    private static void Put(SqliteConnection connection, string key, string? detail) => connection.Run(
        "INSERT INTO outbox(key, channel, incident, target, body, created_at, expires_at, last_error) VALUES(@key, 'test', '-', '-', '', 0, 0, @detail)", ("@key", key), ("@detail", detail));

    private string? Find(string key) => _database.Read(connection =>
        connection.First("SELECT last_error FROM outbox WHERE key = @key", row => row.IsDBNull(0) ? new Found(null) : new Found(row.GetString(0)), ("@key", key)))?.Detail;

    private sealed record Found(string? Detail);
}
