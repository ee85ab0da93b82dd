using Dapper;
using Microsoft.Data.Sqlite;
using Telemetry.Testing;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Notifications;

/// <summary>What is about lives goes ahead of everything, and nobody who is slow holds it.</summary>
public sealed class OutboxPriorityTests : IDisposable, INotificationChannel
{
    private readonly TemporaryFolder _folder = new();
    private readonly AlertDatabase _database;
    private readonly Outbox _outbox;
    private readonly ManualTimeProvider _time = new();
    private readonly List<string> _started = [];
    private Func<OutboxEntry, Task<SendResult>> _answer = _ => Task.FromResult(new SendResult(SendOutcome.Delivered));

    public OutboxPriorityTests()
    {
        _database = new AlertDatabase(_folder["alerts.db"]);
        _outbox = new Outbox(_database);
        _database.Write(connection => IncidentStore.Save(connection, TestIncident.Create("i")));
    }

    public string Name => "test";

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    Task<SendResult> INotificationChannel.SendAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        lock (_started)
            _started.Add(entry.Key);
        return _answer(entry).WaitAsync(cancellationToken);
    }

    [Fact]
    public async Task Urgent_GoesFirstAlsoAsARetry()
    {
        using OutboxRunner runner = Runner(new SendLimits(1, 0, TimeSpan.FromSeconds(10)));
        Put("urgent", urgent: true);
        _answer = _ => Task.FromResult(new SendResult(SendOutcome.Recoverable, "503"));
        await runner.SendDueAsync(default);
        for (int i = 0; i < 3; i++)
            Put($"news-{i}");
        _answer = _ => Task.FromResult(new SendResult(SendOutcome.Delivered));
        _time.Advance(TimeSpan.FromSeconds(2));

        await runner.SendDueAsync(default);

        Assert.Equal(["urgent", "urgent", "news-0", "news-1", "news-2"], Started);
    }

    [Fact]
    public async Task Urgent_WhileTheReceiverHangsWithTwoHundredOthers_IsStartedAtOnce()
    {
        using OutboxRunner runner = Runner(new SendLimits(4, 0, TimeSpan.FromSeconds(10)));
        var hang = new TaskCompletionSource<SendResult>();
        _answer = entry => entry.Urgent ? Task.FromResult(new SendResult(SendOutcome.Delivered)) : hang.Task;
        for (int i = 0; i < 200; i++)
            Put($"calm-{i:000}");
        await runner.StartAsync(default);
        await Eventually.TrueAsync(() => Started.Count == 4);

        Put("urgent", urgent: true);
        _outbox.Announce();

        await Eventually.TrueAsync(() => Started.Contains("urgent"));
        Assert.Equal(5, Started.Count);
        hang.SetResult(new SendResult(SendOutcome.Delivered));
        await Eventually.TrueAsync(() => Started.Count == 201);
        await runner.StopAsync(default);
    }

    [Fact]
    public async Task Rate_HoldsTheOthersAndNeverTheUrgent()
    {
        using OutboxRunner runner = Runner(new SendLimits(100, 5, TimeSpan.FromSeconds(10)));
        for (int i = 0; i < 20; i++)
        {
            Put($"calm-{i:00}");
            Put($"urgent-{i:00}", urgent: true);
        }

        await runner.SendDueAsync(default);
        Assert.Equal((20, 5), Counts());

        await runner.SendDueAsync(default);
        Assert.Equal((20, 5), Counts());
        _time.Advance(TimeSpan.FromSeconds(1));
        await runner.SendDueAsync(default);
        Assert.Equal((20, 10), Counts());

        (int Urgent, int Calm) Counts() => (Started.Count(k => k[0] == 'u'), Started.Count(k => k[0] == 'c'));
    }

    [Theory]
    [InlineData(false, 300)]
    [InlineData(true, null)]
    public async Task Urgent_HoweverLongTheReceiverWantsToBeLeftAlone_IsTriedAgainSoon(bool isRefused, int? retryAfter)
    {
        using OutboxRunner runner = Runner(new SendLimits(8, 0, TimeSpan.FromSeconds(10)));
        _answer = _ => Task.FromResult(new SendResult(isRefused ? SendOutcome.Refused : SendOutcome.Recoverable, "no", retryAfter is { } s ? TimeSpan.FromSeconds(s) : null));
        Put("urgent", urgent: true);
        Put("calm");
        await runner.SendDueAsync(default);

        _time.Advance(TimeSpan.FromSeconds(10));
        await runner.SendDueAsync(default);

        Assert.Equal(2, Started.Count(k => k == "urgent"));
        Assert.Equal(1, Started.Count(k => k == "calm"));
    }

    [Fact]
    public async Task RetryAfter_LeavesTheReceiverAloneButForTheUrgent()
    {
        using OutboxRunner runner = Runner(new SendLimits(8, 0, TimeSpan.FromSeconds(10)));
        _answer = _ => Task.FromResult(new SendResult(SendOutcome.Recoverable, "429", TimeSpan.FromSeconds(60)));
        Put("first");
        await runner.SendDueAsync(default);
        _answer = _ => Task.FromResult(new SendResult(SendOutcome.Delivered));
        Put("second");
        Put("urgent", urgent: true);

        await runner.SendDueAsync(default);
        Assert.Equal(["first", "urgent"], Started);

        _time.Advance(TimeSpan.FromSeconds(60));
        await runner.SendDueAsync(default);
        Assert.Equal(["first", "second", "urgent"], Started.Distinct().Order());
    }

    [Fact]
    public async Task TakenBackWhileAnotherIsOnItsWay_IsNeverSent()
    {
        using OutboxRunner runner = Runner(new SendLimits(1, 0, TimeSpan.FromSeconds(10)));
        var hang = new TaskCompletionSource<SendResult>();
        _answer = _ => hang.Task;
        Put("a");
        Put("b");
        Task sending = runner.SendDueAsync(default);
        Assert.Equal(["a"], Started);

        _database.Write(connection => Outbox.Finish(connection, "b", "cancelled", "answered", 9));
        hang.SetResult(new SendResult(SendOutcome.Delivered));
        await sending;

        Assert.Equal(["a"], Started);
        Assert.Equal([("test", "cancelled", 1L), ("test", "delivered", 1L)], _outbox.Counts());
    }

    [Fact]
    public async Task FeedOfOneIncident_IsInOrderAndCallsAreNot()
    {
        using OutboxRunner runner = Runner(new SendLimits(8, 0, TimeSpan.FromSeconds(10)));
        var hang = new TaskCompletionSource<SendResult>();
        _answer = _ => hang.Task;
        Put("1-raised", target: "");
        Put("2-cleared", target: "");
        Put("3-call", target: "person/li");
        Put("4-call", target: "person/li");
        Task sending = runner.SendDueAsync(default);

        Assert.Equal(["1-raised", "3-call", "4-call"], Started);
        hang.SetResult(new SendResult(SendOutcome.Delivered));
        await sending;
        Assert.Equal("2-cleared", Started[^1]);
    }

    [Fact]
    public async Task FaultOfTheChannel_EndsTheRunner()
    {
        using OutboxRunner runner = Runner(SendLimits.Standard);
        _answer = _ => throw new InvalidOperationException("a bug");
        Put("a");

        Exception e = await Assert.ThrowsAsync<InvalidOperationException>(() => runner.SendDueAsync(default));

        Assert.Equal("a bug", e.InnerException!.Message);
    }

    [Fact]
    public void Pending_IsReadInTheOrderOfTheIndex()
    {
        string plan = _database.Read(connection => string.Join('\n', connection.Query("EXPLAIN QUERY PLAN SELECT key FROM outbox WHERE channel = 'line' AND state = 'pending' AND (NOT urgent, attempts > 0, created_at, key) > (-1, 0, 0, '') ORDER BY NOT urgent, attempts > 0, created_at, key LIMIT 200")
            .Select(row => (string)row.detail)));

        Assert.Contains("outbox_pending", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    private IReadOnlyList<string> Started
    {
        get
        {
            lock (_started)
                return [.. _started];
        }
    }

    private OutboxRunner Runner(SendLimits limits) => new(_outbox, this, _time, new ListLogger<OutboxRunner>(), limits);

    private void Put(string key, bool urgent = false, string target = "person/li") => _database.Write(connection => Outbox.Put(
        connection, new OutboxEntry(key, "test", "i", target, "{}", _time.GetUtcNow().ToUnixTimeMilliseconds(), long.MaxValue, Urgent: urgent)));
}
