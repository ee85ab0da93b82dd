using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Publishing;
using Telemetry.Mqtt.Tests.Codec;

namespace Telemetry.Mqtt.Tests.Client;

/// <summary>The client against a server that the test scripts: publishing and stopping.</summary>
public sealed class MqttClientPublishTests : ScriptedServerTests
{
    [Fact]
    public async Task Publish_AtMostOnce_IsSentOrDroppedAtOnce()
    {
        await using MqttClient client = Create(Options());
        Assert.Equal(ReasonCode.ServerUnavailable, await client.PublishAsync("t", default, QualityOfService.AtMostOnce, retain: false, default));
        Assert.Equal(1, client.Statistics.Dropped);
        await client.StartAsync(default);
        using ScriptedServer.Connection connection = await Server.AcceptConnectAsync();
        await client.WaitConnectedAsync(default).WaitAsync(Patience);
        while (await client.PublishAsync("t", "x"u8.ToArray(), QualityOfService.AtMostOnce, retain: true, new PublishProperties { ContentType = "c" }, default) != ReasonCode.Success)
            await Task.Yield();
        Assert.Equal(Wire.Hex(Wire.Packet(0x31, "\"t\" 04 03 \"c\" 'x'")), await connection.ReadHexAsync());
    }

    [Fact]
    public async Task Publish_LoneSurrogateOrResponseTopicWithWildcard_Throws()
    {
        await using MqttClient client = Create(Options());
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await client.PublishAsync("a" + (char)0xD800, default, QualityOfService.AtLeastOnce, retain: false, default));
        var wrong = new PublishProperties { ResponseTopic = "a/#" };
        await Assert.ThrowsAsync<ArgumentException>(async () => await client.PublishAsync("a", default, QualityOfService.AtLeastOnce, retain: false, wrong, default));
        Assert.Equal(0, client.Outgoing);
    }

    [Fact]
    public async Task Publish_EveryProperty_GoesOutAndComesInUnchanged()
    {
        var properties = new PublishProperties
        {
            PayloadIsText = true,
            MessageExpirySeconds = 60,
            ContentType = "text/plain",
            ResponseTopic = "answers/1",
            CorrelationData = [1, 2],
            UserProperties = [new("k", "1"), new("k", "2")],
        };
        var receiver = new PropertiesReceiver();
        await using MqttClient client = Create(Options(), receiver);
        using ScriptedServer.Connection connection = await OpenAsync(client);
        Task<ReasonCode> published = client.PublishAsync("t", "x"u8.ToArray(), QualityOfService.AtLeastOnce, retain: false, properties, default).AsTask();
        string sent = (await connection.ReadHexAsync())!;
        string expected = "01 01  02 0000003c  03 \"text/plain\"  08 \"answers/1\"  09 0002 0102  26 \"k\" \"1\"  26 \"k\" \"2\"";
        Assert.Equal(Wire.Hex(Wire.Packet(0x32, $"\"t\" 0001 {Wire.Bytes(expected).Length:x2} {expected} 'x'")), sent);

        await connection.SendAsync(Wire.Packet(0x30, $"\"t\" {Wire.Bytes(expected).Length + 5:x2} 0b 07 {expected} 0b 8001 'x'"));
        (PublishProperties received, IReadOnlyList<uint> identifiers) = await receiver.Received.Task.WaitAsync(Patience);
        Assert.Equivalent(properties, received, strict: true);
        Assert.Equal([7u, 128u], identifiers);
        await connection.SendAsync("40 02 0001");
        Assert.Equal(ReasonCode.Success, await published.WaitAsync(Patience));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/+")]
    [InlineData("#")]
    [InlineData("a\0")]
    public async Task Publish_NotATopicName_Throws(string topic)
    {
        await using MqttClient client = Create(Options());
        await Assert.ThrowsAsync<ArgumentException>(async () => await client.PublishAsync(topic, default, QualityOfService.AtLeastOnce, retain: false, default));
    }

    [Fact]
    public async Task Stop_MessagesOnTheWayBothWays_WaitsForThemThenDisconnects()
    {
        var log = new ManualLog();
        var receiver = new RecordingReceiver(log);
        await using MqttClient client = Create(Options(), receiver);
        await client.StartAsync(default);
        using ScriptedServer.Connection connection = await Server.AcceptConnectAsync();
        await client.WaitConnectedAsync(default).WaitAsync(Patience);
        Task<ReasonCode> published = client.PublishAsync("t", default, QualityOfService.AtLeastOnce, retain: false, default).AsTask();
        await connection.ReadHexAsync();
        await connection.SendAsync(Wire.Packet(0x32, "\"a\" 0007 00 'one'"));
        await receiver.NextAsync();

        Task stopped = client.StopAsync(default);
        Assert.False(stopped.IsCompleted);
        await connection.SendAsync("40 02 0001");
        Assert.Equal(ReasonCode.Success, await published.WaitAsync(Patience));
        while (log.Waiting == 0)
            await Task.Yield();
        log.Commit(1);
        Assert.Equal("40020007", await connection.ReadHexAsync());
        Assert.Equal("e000", await connection.ReadHexAsync());
        Assert.Null(await connection.ReadAsync());
        await stopped.WaitAsync(Patience);
        Assert.Equal(MqttConnectionState.Stopped, client.State);
    }

    [Fact]
    public async Task Stop_Cancelled_DisconnectsWithoutWaiting()
    {
        var receiver = new RecordingReceiver(new ManualLog());
        await using MqttClient client = Create(Options(), receiver);
        await client.StartAsync(default);
        using ScriptedServer.Connection connection = await Server.AcceptConnectAsync();
        await client.WaitConnectedAsync(default).WaitAsync(Patience);
        Task<ReasonCode> published = client.PublishAsync("t", default, QualityOfService.AtLeastOnce, retain: false, default).AsTask();
        await connection.ReadHexAsync();
        await connection.SendAsync(Wire.Packet(0x32, "\"a\" 0007 00 'one'"));
        await receiver.NextAsync();
        await client.StopAsync(new CancellationToken(canceled: true)).WaitAsync(Patience);
        Assert.Equal("e000", await connection.ReadHexAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => published);
    }

    [Fact]
    public async Task Stop_WhileNobodyAnswers_Stops()
    {
        await using MqttClient client = Create(Options() with { Port = Testing.PeerProcess.FreePort() });
        await client.StartAsync(default);
        await client.StopAsync(default).WaitAsync(Patience);
        Assert.Equal(MqttConnectionState.Stopped, client.State);
    }

    private sealed class PropertiesReceiver : IPublishReceiver
    {
        public TaskCompletionSource<(PublishProperties, IReadOnlyList<uint>)> Received { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public Receipt Receive(in PublishView publish, PublishOrigin origin)
        {
            Received.TrySetResult((PublishProperties.Parse(publish.Properties), PublishProperties.ParseSubscriptionIdentifiers(publish.Properties)));
            return default;
        }
    }
}
