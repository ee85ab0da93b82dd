using System.Text;
using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Incidents;
using Telemetry.Testing;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Notifications;

public sealed class MqttPageChannelTests : IDisposable, INoticePublisher
{
    private readonly TemporaryFolder _folder = new();
    private readonly AlertDatabase _database;
    private readonly Outbox _outbox;
    private readonly ManualTimeProvider _time = new();
    private readonly MqttPageChannel _channel;
    private readonly OutboxRunner _runner;
    private readonly List<(string Topic, string Payload, bool Retain)> _published = [];
    private readonly Incident _incident = TestIncident.Create("i");
    private Func<Task> _broker = () => Task.CompletedTask;

    public MqttPageChannelTests()
    {
        _database = new AlertDatabase(_folder["alerts.db"]);
        _outbox = new Outbox(_database);
        _channel = new MqttPageChannel(this, _outbox, new NoticeOptions { Timeout = TimeSpan.FromSeconds(1) });
        _runner = new OutboxRunner(_outbox, _channel, _time, new ListLogger<OutboxRunner>());
        _database.Write(connection => IncidentStore.Save(connection, _incident));
    }

    public void Dispose()
    {
        _runner.Dispose();
        _channel.Dispose();
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    async ValueTask INoticePublisher.PublishAsync(string topic, ReadOnlyMemory<byte> payload, bool retain, CancellationToken cancellationToken)
    {
        await _broker().WaitAsync(cancellationToken);
        lock (_published)
            _published.Add((topic, Encoding.UTF8.GetString(payload.Span), retain));
    }

    [Fact]
    public async Task Person_IsPublishedOnceAndNotRetained()
    {
        Put("a", "person/li", "{}");

        await _runner.SendDueAsync(default);

        Assert.Equal([("telemetry/notify/person/li", "{}", false)], _published);
        Assert.Equal([("mqtt", "delivered", 1L)], _outbox.Counts());
        Assert.Equal("person/li: taken by the broker", _database.Read(c => Assert.Single(IncidentHistory.Of(c, "i"))).Detail);
    }

    [Fact]
    public async Task BrokerAway_IsTriedAgain()
    {
        _broker = () => throw new IOException("the broker is not connected");
        Put("a", "duty/cadre", "{}");
        await _runner.SendDueAsync(default);
        Assert.Empty(_published);

        _broker = () => Task.CompletedTask;
        _time.Advance(TimeSpan.FromSeconds(2));
        await _runner.SendDueAsync(default);

        Assert.Equal("telemetry/notify/duty/cadre", Assert.Single(_published).Topic);
    }

    [Fact]
    public async Task BrokerDoesNotAnswer_IsGivenUpInTime()
    {
        _broker = () => new TaskCompletionSource().Task;

        SendResult result = await _channel.SendAsync(Put("a", "person/li", "{}"), default);

        Assert.Equal((SendOutcome.Recoverable, "the broker did not take it within 1s"), (result.Outcome, result.Detail));
    }

    [Fact]
    public async Task Screen_StaysUntilSomebodyAnswersAndIsClearedOnce()
    {
        Put("a", "screen/town/i", "{}");
        await _runner.SendDueAsync(default);
        Answer(_incident, _incident with { AcknowledgedAtMs = 5, Version = 2 });
        Answer(_incident with { AcknowledgedAtMs = 5, Version = 2 }, _incident with { AcknowledgedAtMs = 5, OnSiteAtMs = 6, Version = 3 });

        await _runner.SendDueAsync(default);

        Assert.Equal([("telemetry/notify/screen/town/i", "{}", true), ("telemetry/notify/screen/town/i", "", true)], _published);
    }

    [Fact]
    public async Task Screen_ChangeThatIsNoAnswer_ClearsNothing()
    {
        Put("a", "screen/town/i", "{}");
        await _runner.SendDueAsync(default);
        Answer(_incident, _incident with { ClearedAtMs = 5, State = IncidentState.ReturnedUnacknowledged, Version = 2 });

        await _runner.SendDueAsync(default);

        Assert.Single(_published);
    }

    [Fact]
    public async Task Screen_AnsweredBeforeItWasSent_IsNotShown()
    {
        Put("a", "screen/town/i", "{}");
        Answer(_incident, _incident with { AcknowledgedAtMs = 5, Version = 2 });

        await _runner.SendDueAsync(default);

        Assert.Equal([("telemetry/notify/screen/town/i", "", true)], _published);
    }

    [Fact]
    public async Task Screen_AnsweredWhileItIsBeingSent_EndsCleared()
    {
        var gate = new TaskCompletionSource();
        _broker = () => gate.Task;
        Put("a", "screen/town/i", "{}");
        Task sending = _runner.SendDueAsync(default);
        Answer(_incident, _incident with { AcknowledgedAtMs = 5, Version = 2 });
        gate.SetResult();
        await sending;

        await _runner.SendDueAsync(default);

        Assert.Equal(["{}", ""], _published.Select(p => p.Payload));
    }

    [Fact]
    public async Task Screen_AlarmAnewWhileTheClearingWaits_StaysShown()
    {
        Put("a", "screen/town/i", "{}");
        await _runner.SendDueAsync(default);
        _broker = () => throw new IOException("away");
        Answer(_incident, _incident with { AcknowledgedAtMs = 5, Version = 2 });
        await _runner.SendDueAsync(default);
        _broker = () => Task.CompletedTask;
        Put("b", "screen/town/i", """{"again":true}""");

        await _runner.SendDueAsync(default);
        _time.Advance(TimeSpan.FromMinutes(1));
        await _runner.SendDueAsync(default);

        Assert.Equal(["{}", """{"again":true}"""], _published.Select(p => p.Payload));
    }

    private void Answer(Incident before, Incident after) => _database.Write(connection =>
    {
        IncidentStore.Save(connection, after);
        new ScreenClearing(_time).Follow(connection, before, after);
    });

    private OutboxEntry Put(string key, string target, string body)
    {
        var entry = new OutboxEntry(key, ChannelName.Mqtt, "i", target, body, _time.GetUtcNow().ToUnixTimeMilliseconds(), long.MaxValue);
        _database.Write(connection => Outbox.Put(connection, entry));
        return entry;
    }
}
