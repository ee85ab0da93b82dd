using System.Text;
using System.Text.Json.Nodes;
using Telemetry.Readings.Inventory;
using Telemetry.Testing;
using Telemetry.Worker.Commands;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Commands;

public sealed class CommandChannelTests : ICommandPublisher
{
    private City _city = TestCity.Load();
    private readonly ManualTimeProvider _time = new();
    private readonly List<(string Topic, string Payload)> _published = [];
    private Exception? _failure;

    [Fact]
    public void Body_HasTypedArgumentsAndReadableChinese()
    {
        RuleCommand command = _city.FindDevice("cam-1")!.Kind.Rules.Single().Command!;

        Assert.Equal(
            """{"id":"abc-voice","name":"voice","args":{"text":"危险水域,请勿靠近!","volume":80,"repeat":true},"phase":"execute","by":"rule:person"}""",
            CommandBody.Create("abc-voice", command, "rule:person"));
    }

    [Fact]
    public async Task Send_PublishesToTheDeviceWithTheTimeThatIsLeft()
    {
        _time.Advance(TimeSpan.FromSeconds(12));

        SendResult result = await SendAsync("cam-1", expiresIn: TimeSpan.FromSeconds(18));

        Assert.Equal(SendOutcome.AwaitingReply, result.Outcome);
        (string topic, string payload) = Assert.Single(_published);
        Assert.Equal("city/town/water-safety/cam-1/command", topic);
        Assert.Equal(18_000, JsonNode.Parse(payload)!["ttlMs"]!.GetValue<long>());
        Assert.Contains("请勿靠近", payload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_AtTheLastMoment_HasATimeToLiveAboveZero()
    {
        await SendAsync("cam-1", expiresIn: TimeSpan.Zero);

        Assert.Equal(1, JsonNode.Parse(Assert.Single(_published).Payload)!["ttlMs"]!.GetValue<long>());
    }

    [Fact]
    public async Task Send_ToADeviceThatIsGone_IsRefused()
    {
        SendResult result = await SendAsync("cam-77");

        Assert.Equal(new SendResult(SendOutcome.Refused, "device cam-77 is no longer in the inventory"), result);
        Assert.Empty(_published);
    }

    [Fact]
    public async Task Send_BrokerAway_IsRecoverable()
    {
        _failure = new IOException("the broker is away");
        Assert.Equal(new SendResult(SendOutcome.Recoverable, "the broker is away"), await SendAsync("cam-1"));

        _failure = new OperationCanceledException();
        Assert.Equal(new SendResult(SendOutcome.Recoverable, "the broker did not take it within 5s"), await SendAsync("cam-1"));
    }

    [Fact]
    public async Task Send_DeviceThatWasMoved_GoesWhereItMayStillListen()
    {
        _city = TestCity.Load(TestCity.Places.Replace("en: Camera one } }", "en: Camera one }, area: village, moved-from: [town] }", StringComparison.Ordinal));

        await SendAsync("cam-1", TimeSpan.FromSeconds(30));

        Assert.Equal(["city/village/water-safety/cam-1/command", "city/town/water-safety/cam-1/command"], _published.Select(p => p.Topic));
    }

    public ValueTask PublishAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (_failure is not null)
            throw _failure;
        _published.Add((topic, Encoding.UTF8.GetString(payload.Span)));
        return ValueTask.CompletedTask;
    }

    private Task<SendResult> SendAsync(string device, TimeSpan expiresIn = default)
    {
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var entry = new OutboxEntry("abc-voice", ChannelName.Command, "abc", device, """{"id":"abc-voice","args":{"text":"请勿靠近"}}""", now, now + (long)expiresIn.TotalMilliseconds);
        return new CommandChannel(this, new CityInForce(_city, "city"), new MqttOptions(), _time).SendAsync(entry, default);
    }
}
