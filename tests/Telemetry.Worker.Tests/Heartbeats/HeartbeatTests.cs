using System.Net;
using System.Net.Sockets;
using Dapper;
using Microsoft.Data.Sqlite;
using Telemetry.Testing;
using Telemetry.Worker.Heartbeats;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Metrics;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;
using Telemetry.Worker.SelfWatch;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Heartbeats;

/// <summary>
/// The dead-man's switch over the real parts: journal, tick writer, rule engine, alerts.db and the sender of notifications.
/// Each is broken in turn; the beat stops, and goes on when it is mended.
/// </summary>
public sealed class HeartbeatTests : IAsyncLifetime
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(200);

    private readonly BeatSink _sink = new();
    private readonly TestAlerts _alerts = new(TimeSpan.FromMilliseconds(200));
    private readonly FakeIngest _ingest = new();
    private readonly ManualTimeProvider _pulseTime = new();
    private readonly ManualTimeProvider _callTime = new();
    private readonly FakeSteps _steps = new();
    private readonly ListLogger<Heartbeat> _log = new();
    private readonly HeartbeatOptions _options = new() { TickIntervals = 5, Timeout = TimeSpan.FromSeconds(1), Token = "secret" };
    private readonly TickTrail _trail = new(TimeProvider.System);
    private TickWriter _ticks = null!;
    private DatabaseProbe _probe = null!;
    private PulseBoard _pulses = null!;
    private OutboxRunner _outbox = null!;
    private Heartbeat _heart = null!;

    public async ValueTask InitializeAsync()
    {
        await _sink.StartAsync();
        (_options.Url, _options.FailUrl) = (_sink.Url + "/beat", _sink.Url + "/fail");
        _ticks = Ticks();
        await _ticks.StartAsync(default);
        await _alerts.JudgeAsync();
        _probe = new DatabaseProbe(_alerts.Database, TimeProvider.System);
        _pulses = new PulseBoard(_pulseTime);
        _outbox = await OutboxAsync();
        var path = new AlarmPath(_ingest, _trail, () => _alerts.Runner.Position, _probe, _pulses,
            new WaitingCalls(_alerts.Outbox, _steps, _options.CallsWithin, _callTime, _alerts.Ingest.Time), _options, TickInterval);
        _heart = new Heartbeat(path, _options, TimeProvider.System, _log);
        await UntilAsync(beats: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _outbox.StopAsync(default);
        await _ticks.StopAsync(default);
        _outbox.Dispose();
        _ticks.Dispose();
        _heart.Dispose();
        _probe.Dispose();
        await _alerts.DisposeAsync();
        await _sink.DisposeAsync();
    }

    [Fact]
    public async Task Beat_AllWell_IsPostedWithTheToken()
    {
        _sink.Heard.Clear();

        Assert.True(await _heart.BeatAsync(default));

        Assert.Equal(["POST /beat Bearer secret alive"], _sink.Heard);
        Assert.Null(_heart.Trouble);
    }

    [Fact]
    public async Task Beat_Get_HasNoBody()
    {
        _options.Method = HeartbeatMethod.Get;
        _sink.Heard.Clear();

        Assert.True(await _heart.BeatAsync(default));

        Assert.Equal(["GET /beat Bearer secret"], _sink.Heard);
    }

    [Fact]
    public Task Beat_IngestDown_StopsUntilItIsUp() => BrokenAsync(
        AlarmPath.Ingest,
        () => _ingest.IsUp = false,
        () => _ingest.IsUp = true);

    [Fact]
    public Task Beat_TicksStopped_StopsUntilTheyGoOn() => BrokenAsync(
        AlarmPath.Ticks,
        () => _ticks.StopAsync(default).Wait(),
        () => (_ticks = Ticks()).StartAsync(default).Wait());

    [Fact]
    public async Task Beat_EngineStalled_StopsUntilItJudges()
    {
        // It waits for a lock that somebody holds.
        using var held = new ManualResetEventSlim();
        Thread holder = null!;
        await BrokenAsync(
            AlarmPath.Engine,
            () =>
            {
                holder = new Thread(() =>
                {
                    lock (_alerts.Live.Gate)
                        held.Wait();
                });
                holder.Start();
            },
            () =>
            {
                held.Set();
                holder.Join();
            });
    }

    [Fact]
    public Task Beat_EngineDead_Stops() => BrokenAsync(AlarmPath.Engine, () => _alerts.Runner.StopAsync(default).Wait(), mend: null);

    [Fact]
    public async Task Beat_DatabaseLocked_StopsUntilItIsLetGo()
    {
        await using var other = new SqliteConnection($"Data Source={_alerts.Ingest.Journal["alerts.db"]}");
        await other.OpenAsync();

        await BrokenAsync(
            AlarmPath.Database,
            () => other.Execute("BEGIN IMMEDIATE"),
            () => other.Execute("ROLLBACK"));
    }

    [Fact]
    public Task Beat_DatabaseRefusesWrites_StopsUntilItTakesThem() => BrokenAsync(
        AlarmPath.Database,
        () => _alerts.Database.Write(c => c.Execute("CREATE TRIGGER broken BEFORE UPDATE ON probe BEGIN SELECT raise(ABORT, 'attempt to write a readonly database'); END")),
        () => _alerts.Database.Write(c => c.Execute("DROP TRIGGER broken")));

    [Fact]
    public Task Beat_OutboxRunnerDead_StopsUntilAnotherTurns() => BrokenAsync(
        AlarmPath.Runner,
        () =>
        {
            _outbox.StopAsync(default).Wait();
            _pulseTime.Advance(_options.StalledAfter + TimeSpan.FromSeconds(1));
        },
        mend: null);

    [Fact]
    public async Task Beat_OutboxRunnerHangs_StopsUntilItTurns()
    {
        using var hang = new ManualResetEventSlim();
        await BrokenAsync(
            AlarmPath.Runner,
            () =>
            {
                _hang = hang;
                _alerts.Writer.Open(TestIncident.Create());
                Eventually.TrueAsync(() => _hanging).Wait();
                _pulseTime.Advance(_options.StalledAfter + TimeSpan.FromSeconds(1));
            },
            hang.Set);
    }

    [Fact]
    public async Task Beat_UrgentCallDoesNotLeave_StopsUntilItDoes()
    {
        await PutAsync("call/mqtt", ChannelName.Mqtt, PageTarget.Person("zhang"), urgent: true);
        _callTime.Advance(_options.CallsWithin - TimeSpan.FromSeconds(1));
        Assert.True(await _heart.BeatAsync(default));

        await BrokenAsync(
            AlarmPath.Calls,
            () => _callTime.Advance(TimeSpan.FromSeconds(1)),
            () => _alerts.Database.Write(connection => Outbox.Finish(connection, "call/mqtt", "delivered", null, 0)));
    }

    [Fact]
    public async Task Beat_WhatIsNoUrgentCallWaits_GoesOn()
    {
        await PutAsync("calm/mqtt", ChannelName.Mqtt, PageTarget.Person("zhang"), urgent: false);
        await PutAsync("screen/mqtt", ChannelName.Mqtt, PageTarget.Screen("town", "i-1"), urgent: true);
        await PutAsync("command", ChannelName.Command, "hs-1", urgent: true);
        await PutAsync("feed/mqtt", ChannelName.Mqtt, "", urgent: true);

        _callTime.Advance(_options.CallsWithin * 2);

        Assert.True(await _heart.BeatAsync(default));
    }

    [Fact]
    public async Task Beat_UrgentCallLeftByAnotherChannel_GoesOn()
    {
        await PutAsync("call/webhook", ChannelName.Webhook, PageTarget.Person("zhang"), urgent: true);
        await PutAsync("call/mqtt", ChannelName.Mqtt, PageTarget.Person("zhang"), urgent: true);
        await Eventually.TrueAsync(() => !_alerts.Outbox.IsPending("call/webhook"));

        _callTime.Advance(_options.CallsWithin * 2);

        Assert.True(await _heart.BeatAsync(default));
    }

    [Fact]
    public async Task Beat_UrgentCallOfBeforeTheStart_IsAsOldAsItSays()
    {
        DateTimeOffset now = _alerts.Ingest.Time.GetUtcNow();
        _alerts.Database.Write(connection => Outbox.Put(connection, new OutboxEntry(
            "call/mqtt", ChannelName.Mqtt, "i-1", PageTarget.Duty("town"), "{}", (now - _options.CallsWithin).ToUnixTimeMilliseconds(), long.MaxValue, Urgent: true)));

        var calls = new WaitingCalls(_alerts.Outbox, _steps, _options.CallsWithin, _callTime, _alerts.Ingest.Time);

        Assert.Equal(AlarmPath.Calls, calls.Find()?.Name);
        Assert.True(await _heart.BeatAsync(default));
    }

    [Fact]
    public async Task Beat_StepOfALadderIsLate_StopsUntilItIsTaken()
    {
        // Of before the start: whoever climbs has just begun.
        _steps.OverdueBy = TimeSpan.FromHours(1);
        Assert.True(await _heart.BeatAsync(default));

        await BrokenAsync(
            AlarmPath.Steps,
            () => _callTime.Advance(_options.CallsWithin),
            () => _steps.OverdueBy = TimeSpan.Zero);
    }

    [Theory]
    [InlineData(302)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Beat_NotTaken_IsAFailureAndNoRedirectIsFollowed(int status)
    {
        _sink.Heard.Clear();
        _sink.Status = status;

        Assert.False(await _heart.BeatAsync(default));

        Assert.Equal(["POST /beat Bearer secret alive"], _sink.Heard);
        Assert.StartsWith($"http: 127.0.0.1 answered {status}", _heart.Trouble, StringComparison.Ordinal);
        Assert.Equal(1, _heart.Failed(Heartbeat.Refused));
        _sink.Status = 204;
        Assert.True(await _heart.BeatAsync(default));
    }

    [Fact]
    public async Task Beat_NobodyListens_IsAFailure()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        _options.Url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
        free.Stop();

        Assert.False(await _heart.BeatAsync(default));

        Assert.StartsWith("http: ", _heart.Trouble, StringComparison.Ordinal);
    }

    private volatile ManualResetEventSlim? _hang;
    private volatile bool _hanging;

    private async Task BrokenAsync(string part, Action breakIt, Action? mend)
    {
        breakIt();
        await UntilAsync(beats: false);
        _sink.Heard.Clear();
        long sent = _heart.Sent;

        Assert.False(await _heart.BeatAsync(default));

        Assert.StartsWith(part + ": ", _heart.Trouble, StringComparison.Ordinal);
        Assert.Equal(sent, _heart.Sent);
        Assert.StartsWith($"POST /fail Bearer secret {part}: ", Assert.Single(_sink.Heard), StringComparison.Ordinal);
        Assert.StartsWith($"Error: The heartbeat has stopped: {part}: ", _log.Lines[^1], StringComparison.Ordinal);
        Assert.True(_heart.Failed(part) >= 1);
        var text = new PrometheusText();
        new HeartbeatMetrics(_heart).Write(text);
        Assert.Contains($"telemetry_heartbeat_failed_total{{reason=\"{part}\"}} {_heart.Failed(part)}\n", text.ToString(), StringComparison.Ordinal);
        if (mend is null)
            return;

        mend();
        await UntilAsync(beats: true);
        Assert.True(_heart.Sent > sent);
        Assert.Contains("Information: The heartbeat goes on", _log.Lines);
    }

    /// <summary>Puts an entry in, and lets a beat see it.</summary>
    private async Task PutAsync(string key, string channel, string target, bool urgent)
    {
        long nowMs = _alerts.Ingest.Time.GetUtcNow().ToUnixTimeMilliseconds();
        _alerts.Database.Write(connection => Outbox.Put(connection, new OutboxEntry(key, channel, "i-1", target, "{}", nowMs, long.MaxValue, Urgent: urgent)));
        Assert.True(await _heart.BeatAsync(default));
    }

    private Task UntilAsync(bool beats) => Eventually.TrueAsync(() => _heart.BeatAsync(default).Result == beats, beats ? "It did not beat." : "It did not stop.");

    private TickWriter Ticks() => new(
        _alerts.Ingest.Journal.Log, _ingest, new AlertsOptions { TickInterval = TickInterval }, new ClockOptions(), TimeProvider.System, _trail);

    private async Task<OutboxRunner> OutboxAsync()
    {
        var runner = new OutboxRunner(_alerts.Outbox, new HangingChannel(this), _alerts.Ingest.Time, new ListLogger<OutboxRunner>(), pulses: _pulses);
        await runner.StartAsync(default);
        return runner;
    }

    private sealed class FakeIngest : IIngestState
    {
        public bool IsUp { get; set; } = true;

        public string Description => "test";
    }

    private sealed class FakeSteps : IEscalationHealth
    {
        public TimeSpan OverdueBy { get; set; }
    }

    private sealed class HangingChannel(HeartbeatTests test) : INotificationChannel
    {
        public string Name => ChannelName.Webhook;

        /// <summary>Blocks whoever calls, as a fault in a channel would; one that only takes long leaves the others alone.</summary>
        public Task<SendResult> SendAsync(OutboxEntry entry, CancellationToken cancellationToken)
        {
            if (test._hang is { } hang)
            {
                test._hanging = true;
                hang.Wait(cancellationToken);
            }

            return Task.FromResult(new SendResult(SendOutcome.Delivered));
        }
    }
}
