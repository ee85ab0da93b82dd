using Dapper;
using Microsoft.Data.Sqlite;
using Telemetry.Readings;
using Telemetry.Testing;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Commands;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Notifications;

public sealed class OutboxTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly AlertDatabase _database;
    private readonly Outbox _outbox;

    public OutboxTests()
    {
        _database = new AlertDatabase(_folder["alerts.db"]);
        _outbox = new Outbox(_database);
        _database.Write(connection => IncidentStore.Save(connection, TestIncident.Create("i")));
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public void Put_ThenPending_IsTheEntryUntilItIsFinished()
    {
        OutboxEntry entry = Put("a");

        Assert.Equal([entry], _outbox.Pending("webhook"));
        Assert.Empty(_outbox.Pending("command"));
        _outbox.Settle([new Settlement(entry, null, "no answer", 0)]);
        Assert.Equal(1, Assert.Single(_outbox.Pending("webhook")).Attempts);
        _outbox.Settle([new Settlement(entry, "delivered", "200", 99)]);
        Assert.Empty(_outbox.Pending("webhook"));
        Assert.Equal([("webhook", "delivered", 1L)], _outbox.Counts());
        Assert.Equal([new IncidentEvent(99, "webhook", "delivered", "200")], History());
    }

    [Fact]
    public void Put_OfAKeyThatIsThere_LeavesItAsItIs()
    {
        OutboxEntry entry = Put("a");
        _outbox.Settle([new Settlement(entry, "delivered", null, 1)]);

        Put("a", createdAt: 77);

        Assert.Empty(_outbox.Pending("webhook"));
    }

    [Theory]
    [InlineData("person/li", "delivered", "")]
    [InlineData("person/li", "expired", "")]
    [InlineData("person/li", Outbox.Cancelled, "")]
    [InlineData("duty/watch", "delivered", "")]
    [InlineData("screen/town/i", "delivered", "what it says")]
    [InlineData("", "delivered", "what it says")]
    public void Finish_OfACall_KeepsNothingOfWhatItSaid(string target, string state, string left)
    {
        var entry = new OutboxEntry("call", ChannelName.Webhook, "i", target, "what it says", 1, long.MaxValue);
        _database.Write(connection => Outbox.Put(connection, entry));
        _outbox.Settle([new Settlement(entry, null, "no answer", 1)]);
        Assert.Equal("what it says", Assert.Single(_outbox.Pending(ChannelName.Webhook)).Body);

        _outbox.Settle([new Settlement(entry, state, "200", 2)]);

        Assert.Equal(left, _database.Read(connection => connection.ExecuteScalar<string>("SELECT body FROM outbox WHERE key = 'call'")));
        Assert.Single(History());
    }

    [Fact]
    public void Finish_Twice_IsOneLineOfHistory()
    {
        OutboxEntry entry = Put("a");

        _outbox.Settle([new Settlement(entry, "delivered", null, 1)]);
        _outbox.Settle([new Settlement(entry, "expired", null, 2)]);

        Assert.Equal([("webhook", "delivered", 1L)], _outbox.Counts());
        Assert.Single(History());
    }

    [Fact]
    public void Pending_MoreThanAPage_IsReadInPagesWithTheUntriedFirst()
    {
        OutboxEntry[] entries = [.. Enumerable.Range(0, 450).Select(i => Put($"key-{i:000}", createdAt: i / 3))];
        foreach (OutboxEntry entry in entries.Take(300))
            _outbox.Settle([new Settlement(entry, null, "refused", 0)]);

        IReadOnlyList<OutboxEntry> first = _outbox.Pending("webhook");
        IReadOnlyList<OutboxEntry> second = _outbox.Pending("webhook", first[^1]);
        IReadOnlyList<OutboxEntry> third = _outbox.Pending("webhook", second[^1]);

        Assert.Equal("key-300", first[0].Key);
        Assert.Equal(450, first.Concat(second).Concat(third).Select(e => e.Key).Distinct().Count());
        Assert.Empty(_outbox.Pending("webhook", third[^1]));
    }

    [Theory]
    [InlineData(CommandState.Selected, null)]
    [InlineData(CommandState.Accepted, null)]
    [InlineData(CommandState.Executing, "delivered")]
    [InlineData(CommandState.Done, "delivered")]
    [InlineData(CommandState.Failed, "failed")]
    [InlineData(CommandState.Refused, "failed")]
    [InlineData(CommandState.Expired, "expired")]
    public void Reply_State_DecidesWhatBecomesOfTheCommand(CommandState state, string? expected)
    {
        Put("a", channel: "command", target: "cam-1");
        var reply = new ReplyPayload("a", state, "in its own words", 0, TimestampSource.Receipt);

        _database.Write(connection => CommandReplies.Apply(connection, new DeviceReply("cam-1", reply), 50));

        Assert.Equal([("command", expected ?? "pending", 1L)], _outbox.Counts());
        if (expected is not null)
            Assert.Equal([new IncidentEvent(50, "command", expected, $"{state.ToString().ToLowerInvariant()} in its own words")], History());
    }

    [Fact]
    public void Announce_TellsWhoListens()
    {
        int told = 0;
        _outbox.Added += () => told++;

        _outbox.Announce();

        Assert.Equal(1, told);
    }

    private IReadOnlyList<IncidentEvent> History() => _database.Read(connection => IncidentHistory.Of(connection, "i"));

    private OutboxEntry Put(string key, long createdAt = 5, string channel = "webhook", string target = "")
    {
        var entry = new OutboxEntry(key, channel, "i", target, "{}", createdAt, 1_000);
        _database.Write(connection => Outbox.Put(connection, entry));
        return entry;
    }
}
