using Microsoft.Data.Sqlite;
using Telemetry.Testing;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Notifications;

public sealed class OutboxRunnerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly AlertDatabase _database;
    private readonly Outbox _outbox;
    private readonly ManualTimeProvider _time = new();
    private readonly ScriptedChannel _channel = new();
    private readonly ListLogger<OutboxRunner> _logger = new();
    private readonly OutboxRunner _runner;

    public OutboxRunnerTests()
    {
        _database = new AlertDatabase(_folder["alerts.db"]);
        _outbox = new Outbox(_database);
        _runner = new OutboxRunner(_outbox, _channel, _time, _logger);
        _database.Write(connection => IncidentStore.Save(connection, TestIncident.Create("i")));
    }

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public void Dispose()
    {
        _runner.Dispose();
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task Delivered_IsSentOnce()
    {
        Put("a");

        Assert.True(await _runner.SendDueAsync(default));
        Assert.False(await _runner.SendDueAsync(default));

        Assert.Equal(["a"], _channel.Sent);
        Assert.Equal([("webhook", "delivered", 1L)], _outbox.Counts());
        Assert.Contains("delivered at attempt 1", Assert.Single(_logger.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recoverable_IsTriedAgainWithGrowingDelayUntilItIsDelivered()
    {
        _channel.Answer = _ => new SendResult(SendOutcome.Recoverable, "503");
        Put("a");
        await _runner.SendDueAsync(default);

        // Never before half of the delay, always after the whole of it: 1, 2, 4, 8 s.
        for (int attempt = 1; attempt <= 4; attempt++)
        {
            double delay = Math.Pow(2, attempt - 1);
            _time.Advance(TimeSpan.FromSeconds(delay * 0.49));
            await _runner.SendDueAsync(default);
            Assert.Equal(attempt, _channel.Sent.Count);
            _time.Advance(TimeSpan.FromSeconds(delay * 0.52));
            await _runner.SendDueAsync(default);
            Assert.Equal(attempt + 1, _channel.Sent.Count);
        }

        _channel.Answer = _ => new SendResult(SendOutcome.Delivered);
        _time.Advance(TimeSpan.FromMinutes(1));
        await _runner.SendDueAsync(default);
        Assert.All(_channel.Sent, key => Assert.Equal("a", key));
        Assert.Equal([("webhook", "delivered", 1L)], _outbox.Counts());
    }

    [Fact]
    public async Task Delay_OfManyAttempts_IsAMinuteAtMost()
    {
        _channel.Answer = _ => new SendResult(SendOutcome.Recoverable, "503");
        OutboxEntry entry = Put("a");
        for (int i = 0; i < 50; i++)
            _outbox.Settle([new Settlement(entry, null, null, 0)]);
        await _runner.SendDueAsync(default);

        _time.Advance(TimeSpan.FromMinutes(1));
        await _runner.SendDueAsync(default);

        Assert.Equal(2, _channel.Sent.Count);
    }

    [Fact]
    public async Task Expired_IsGivenUpToldAndWritten()
    {
        _channel.Answer = _ => new SendResult(SendOutcome.Recoverable, "503");
        Put("a", lifetime: TimeSpan.FromMinutes(10));
        await _runner.SendDueAsync(default);
        _time.Advance(TimeSpan.FromMinutes(10));

        await _runner.SendDueAsync(default);

        Assert.Equal(["a"], _channel.Sent);
        Assert.Equal([("webhook", "expired", 1L)], _outbox.Counts());
        Assert.Equal("not delivered in 1 attempts", _database.Read(connection => Assert.Single(IncidentHistory.Of(connection, "i"))).Detail);
        Assert.Contains("nobody got it", _logger.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task AwaitingReply_IsSentAgainEveryFiveSecondsUnderTheSameKey()
    {
        _channel.Answer = _ => new SendResult(SendOutcome.AwaitingReply, "sent");
        Put("a", lifetime: TimeSpan.FromSeconds(30));

        for (int second = 0; second < 40; second++)
        {
            await _runner.SendDueAsync(default);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(Enumerable.Repeat("a", 6), _channel.Sent);
        Assert.Equal([("webhook", "expired", 1L)], _outbox.Counts());
    }

    [Fact]
    public async Task Refused_IsTriedAgainSlowly()
    {
        _channel.Answer = _ => new SendResult(SendOutcome.Refused, "404");
        Put("a");
        await _runner.SendDueAsync(default);

        _time.Advance(TimeSpan.FromMinutes(3.9));
        await _runner.SendDueAsync(default);
        Assert.Single(_channel.Sent);
        _time.Advance(TimeSpan.FromMinutes(2.2));
        await _runner.SendDueAsync(default);
        Assert.Equal(2, _channel.Sent.Count);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(30, 30)]
    [InlineData(86_400, 300)]
    public async Task RetryAfter_IsKeptWithinReason(double wishedSeconds, double keptSeconds)
    {
        _channel.Answer = _ => new SendResult(SendOutcome.Recoverable, "429", TimeSpan.FromSeconds(wishedSeconds));
        Put("a");
        await _runner.SendDueAsync(default);

        _time.Advance(TimeSpan.FromSeconds(keptSeconds - 0.1));
        await _runner.SendDueAsync(default);
        Assert.Single(_channel.Sent);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await _runner.SendDueAsync(default);
        Assert.Equal(2, _channel.Sent.Count);
    }

    [Fact]
    public async Task CrowdOfHopelessOnes_HoldsUpNothingNew()
    {
        _channel.Answer = entry => entry.Key.StartsWith("bad", StringComparison.Ordinal) ? new SendResult(SendOutcome.Refused, "400") : new SendResult(SendOutcome.Delivered);
        for (int i = 0; i < 450; i++)
            Put($"bad-{i}");
        await _runner.SendDueAsync(default);
        Assert.Equal(450, _channel.Sent.Count);

        Put("news");
        await _runner.SendDueAsync(default);

        Assert.Equal("news", _channel.Sent[^1]);
        Assert.Equal(451, _channel.Sent.Count);
        _time.Advance(TimeSpan.FromMinutes(7));
        Put("more news");
        await _runner.SendDueAsync(default);
        Assert.Equal("more news", _channel.Sent[451]);
        Assert.Equal(902, _channel.Sent.Count);
    }

    [Fact]
    public async Task StepOfTheWallClockBack_DelaysNothing()
    {
        // Due times are monotonic; the entry was written by a clock that was an hour ahead.
        Put("a", createdAt: NowMs + 3_600_000, lifetime: TimeSpan.FromHours(1));

        await _runner.SendDueAsync(default);

        Assert.Equal(["a"], _channel.Sent);
    }

    [Fact]
    public async Task Execute_WhenSomethingIsAnnounced_SendsIt()
    {
        await _runner.StartAsync(default);

        Put("a");
        _outbox.Announce();

        await Eventually.TrueAsync(() => _channel.Sent.Count == 1);
        await _runner.StopAsync(default);
        Assert.True(_runner.ExecuteTask!.IsCompleted);
    }

    private OutboxEntry Put(string key, TimeSpan? lifetime = null, long? createdAt = null)
    {
        long created = createdAt ?? NowMs;
        var entry = new OutboxEntry(key, "webhook", "i", "", "{}", created, created + (long)(lifetime ?? TimeSpan.FromHours(24)).TotalMilliseconds);
        _database.Write(connection => Outbox.Put(connection, entry));
        return entry;
    }

    [Fact]
    public async Task DatabaseCannotBeWrittenForAWhile_IsSentOnceAndFinishedLater()
    {
        Put("a");
        AbsentDatabase? absent = null;
        _channel.Answer = _ =>
        {
            absent = new AbsentDatabase(_folder["alerts.db"], _database);
            return new SendResult(SendOutcome.Delivered);
        };
        await _runner.StartAsync(default);
        await Eventually.TrueAsync(() => _logger.Lines.Count > 0 || _runner.ExecuteTask!.IsCompleted);
        Assert.Contains("alerts.db cannot be written", _logger.Lines[0], StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromSeconds(1));
        absent!.Dispose();

        await Eventually.TrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(500));
            return _logger.Lines.Count == 3;
        });
        await _runner.StopAsync(default);
        Assert.Equal(["a"], _channel.Sent);
        Assert.Equal([("webhook", "delivered", 1L)], _outbox.Counts());
    }

    private sealed class ScriptedChannel : INotificationChannel
    {
        private readonly List<string> _sent = [];

        public string Name => "webhook";

        public Func<OutboxEntry, SendResult> Answer { get; set; } = _ => new SendResult(SendOutcome.Delivered);

        public IReadOnlyList<string> Sent
        {
            get
            {
                lock (_sent)
                    return [.. _sent];
            }
        }

        public Task<SendResult> SendAsync(OutboxEntry entry, CancellationToken cancellationToken)
        {
            lock (_sent)
                _sent.Add(entry.Key);
            return Task.FromResult(Answer(entry));
        }
    }
}
