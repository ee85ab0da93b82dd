using Microsoft.Extensions.Logging;
using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Tests.Codec;

namespace Telemetry.Mqtt.Tests.Client;

/// <summary>The client against a server that the test scripts: subscribing and unsubscribing while it runs.</summary>
public sealed class MqttClientSubscriptionTests : ScriptedServerTests
{
    private static readonly SubscriptionRequest A = new("a/#", QualityOfService.AtLeastOnce);
    private static readonly SubscriptionRequest B = new("b", QualityOfService.ExactlyOnce);

    [Fact]
    public async Task Subscribe_GrantedAndRefused_TellsEachAndKeepsTheGranted()
    {
        await using MqttClient client = Create(Options());
        Task<IReadOnlyList<ReasonCode>> asked;
        using (ScriptedServer.Connection connection = await OpenAsync(client))
        {
            asked = client.SubscribeAsync([A, B], 7, default);
            Assert.Equal(Wire.Hex(Wire.Packet(0x82, "ffff 02 0b 07 \"a/#\" 01 \"b\" 02")), await connection.ReadHexAsync());
            await connection.SendAsync(Wire.Packet(0x90, "ffff 00 01 87"));
            Assert.Equal([ReasonCode.GrantedQos1, ReasonCode.NotAuthorized], await asked.WaitAsync(Patience));
        }

        using ScriptedServer.Connection again = await Server.AcceptConnectAsync();
        Assert.Equal(Wire.Hex(Wire.Packet(0x82, "ffff 02 0b 07 \"a/#\" 01")), await again.ReadHexAsync());
    }

    [Fact]
    public async Task Subscribe_ConnectionLostBeforeTheAnswer_IsAskedAgain()
    {
        await using MqttClient client = Create(Resuming());
        Task<IReadOnlyList<ReasonCode>> asked;
        using (ScriptedServer.Connection connection = await OpenAsync(client))
        {
            asked = client.SubscribeAsync([B], null, default);
            Assert.IsType<SubscribePacket>(await connection.ReadAsync());
        }

        using ScriptedServer.Connection again = await Server.AcceptConnectAsync("01 00 00");
        Assert.IsType<SubscribePacket>(await again.ReadAsync());
        await again.SendAsync(Wire.Packet(0x90, "ffff 00 02"));
        Assert.Equal([ReasonCode.GrantedQos2], await asked.WaitAsync(Patience));
    }

    [Fact]
    public async Task Subscribe_SeveralCalls_AreOnePacketAfterTheOther()
    {
        await using MqttClient client = Create(Options());
        Task<IReadOnlyList<ReasonCode>> one = client.SubscribeAsync([A], null, default);
        Task<IReadOnlyList<ReasonCode>> two = client.UnsubscribeAsync(["a/#"], default);
        using ScriptedServer.Connection connection = await OpenAsync(client);
        Assert.Equal(Wire.Hex(Wire.Packet(0x82, "ffff 00 \"a/#\" 01")), await connection.ReadHexAsync());
        await connection.SendAsync(Wire.Packet(0x90, "ffff 00 01"));
        Assert.Equal(Wire.Hex(Wire.Packet(0xA2, "ffff 00 \"a/#\"")), await connection.ReadHexAsync());
        await connection.SendAsync(Wire.Packet(0xB0, "ffff 00 11"));
        Assert.Equal([ReasonCode.GrantedQos1], await one.WaitAsync(Patience));
        Assert.Equal([ReasonCode.NoSubscriptionExisted], await two.WaitAsync(Patience));
    }

    [Fact]
    public async Task Unsubscribe_OneOfTheOptions_IsNotMadeAgain()
    {
        await using MqttClient client = Create(Options() with { Subscriptions = [A, B], SubscriptionIdentifier = 3 });
        await client.StartAsync(default);
        using (ScriptedServer.Connection connection = await Server.AcceptConnectAsync())
        {
            Assert.Equal(Wire.Hex(Wire.Packet(0x82, "ffff 02 0b 03 \"a/#\" 01 \"b\" 02")), await connection.ReadHexAsync());
            await connection.SendAsync(Wire.Packet(0x90, "ffff 00 01 02"));
            Task<IReadOnlyList<ReasonCode>> ended = client.UnsubscribeAsync(["a/#"], default);
            Assert.IsType<UnsubscribePacket>(await connection.ReadAsync());
            await connection.SendAsync(Wire.Packet(0xB0, "ffff 00 00"));
            Assert.Equal([ReasonCode.Success], await ended.WaitAsync(Patience));
        }

        using ScriptedServer.Connection again = await Server.AcceptConnectAsync();
        Assert.Equal(Wire.Hex(Wire.Packet(0x82, "ffff 02 0b 03 \"b\" 02")), await again.ReadHexAsync());
    }

    [Fact]
    public async Task Unsubscribe_Version311_NeedsNoReasonCodes()
    {
        await using MqttClient client = Create(Options() with { ProtocolVersion = MqttProtocolVersion.V311 });
        using ScriptedServer.Connection connection = await OpenAsync(client, "00 00");
        Task<IReadOnlyList<ReasonCode>> ended = client.UnsubscribeAsync(["a", "b"], default);
        Assert.Equal(Wire.Hex(Wire.Packet(0xA2, "ffff \"a\" \"b\"")), await connection.ReadHexAsync());
        await connection.SendAsync(Wire.Packet(0xB0, "ffff"));
        Assert.Equal([ReasonCode.Success, ReasonCode.Success], await ended.WaitAsync(Patience));
    }

    [Theory]
    [InlineData("90 04 ffff 00 01")] // one code for two filters
    [InlineData("90 06 ffff 00 01 01 01")]
    [InlineData("90 05 0001 00 01 01")] // another packet id
    [InlineData("b0 05 ffff 00 00 00")] // UNSUBACK to a SUBSCRIBE
    public async Task Subscribe_AnswerDoesNotFit_IsAProtocolError(string answer)
    {
        await using MqttClient client = Create(Options());
        using ScriptedServer.Connection connection = await OpenAsync(client);
        Task<IReadOnlyList<ReasonCode>> asked = client.SubscribeAsync([A, B], null, default);
        await connection.ReadAsync();
        await connection.SendAsync(answer);
        Assert.Equal(ReasonCode.ProtocolError, Assert.IsType<DisconnectPacket>(await connection.ReadAsync()).ReasonCode);
        Assert.False(asked.IsCompleted);
    }

    [Theory]
    [InlineData("28 00", "a/+", ReasonCode.WildcardSubscriptionsNotSupported)]
    [InlineData("28 00", "#", ReasonCode.WildcardSubscriptionsNotSupported)]
    [InlineData("29 00", "a", ReasonCode.SubscriptionIdentifiersNotSupported)]
    [InlineData("2a 00", "$share/g/a", ReasonCode.SharedSubscriptionsNotSupported)]
    public async Task Subscribe_ServerDoesNotTakeSuch_IsNotAskedFor(string property, string filter, ReasonCode reason)
    {
        await using MqttClient client = Create(Options());
        using ScriptedServer.Connection connection = await OpenAsync(client, $"00 00 02 {property}");
        Assert.Equal([reason], await client.SubscribeAsync([new(filter, QualityOfService.AtLeastOnce)], 9, default).WaitAsync(Patience));
        await client.PublishAsync("t", default, QualityOfService.AtMostOnce, retain: false, default);
        Assert.Equal(Wire.Hex(Wire.Packet(0x30, "\"t\" 00")), await connection.ReadHexAsync());
    }

    [Fact]
    public async Task Subscribe_LargerThanTheServerTakes_IsNotAskedFor()
    {
        await using MqttClient client = Create(Options());
        using ScriptedServer.Connection connection = await OpenAsync(client, "00 00 05 27 0000000c");
        Assert.Equal([ReasonCode.PacketTooLarge], await client.SubscribeAsync([new("abcdefghi", QualityOfService.AtLeastOnce)], null, default).WaitAsync(Patience));
    }

    [Fact]
    public async Task Connect_SubscriptionsTheServerDoesNotTake_SaysSoAndTriesAgain()
    {
        await using MqttClient client = Create(Subscribing());
        await client.StartAsync(default);
        using (ScriptedServer.Connection connection = await Server.AcceptConnectAsync("00 00 02 28 00"))
        {
            Assert.Equal("e000", await connection.ReadHexAsync());
            Assert.Null(await connection.ReadHexAsync());
        }

        using ScriptedServer.Connection again = await Server.AcceptConnectAsync();
        lock (States)
            Assert.Contains("Waiting the broker refused the subscription a/#: WildcardSubscriptionsNotSupported", States);
    }

    /// <summary>With DISCONNECT the broker publishes no will: nothing has happened to this client.</summary>
    [Theory]
    [InlineData(MqttProtocolVersion.V500, "00 00 00", "90 04 ffff 00 87")]
    [InlineData(MqttProtocolVersion.V311, "00 00", "90 03 ffff 80")]
    public async Task Connect_SubscriptionRefused_DisconnectsNormally(MqttProtocolVersion version, string connack, string suback)
    {
        await using MqttClient client = Create(Subscribing() with { ProtocolVersion = version });
        await client.StartAsync(default);
        using ScriptedServer.Connection connection = await Server.AcceptConnectAsync(connack);
        Assert.IsType<SubscribePacket>(await connection.ReadAsync());
        await connection.SendAsync(suback);
        Assert.Equal("e000", await connection.ReadHexAsync());
        Assert.Null(await connection.ReadHexAsync());
    }

    [Fact]
    public async Task Subscribe_GrantedMoreThanAsked_IsTaken()
    {
        await using MqttClient client = Create(Subscribing());
        await client.StartAsync(default);
        using ScriptedServer.Connection connection = await Server.AcceptConnectAsync();
        Assert.IsType<SubscribePacket>(await connection.ReadAsync());
        await connection.SendAsync("90 04 ffff 00 02");
        await client.WaitConnectedAsync(default).WaitAsync(Patience);
    }

    [Fact]
    public async Task Subscribe_Cancelled_IsNotAskedForLater()
    {
        await using MqttClient client = Create(Options());
        using var cancel = new CancellationTokenSource();
        Task<IReadOnlyList<ReasonCode>> asked = client.SubscribeAsync([A], null, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        using ScriptedServer.Connection connection = await OpenAsync(client);
        _ = client.SubscribeAsync([B], null, default);
        Assert.Equal(Wire.Hex(Wire.Packet(0x82, "ffff 00 \"b\" 02")), await connection.ReadHexAsync());
    }

    [Fact]
    public async Task Stop_SubscribeNotAnswered_IsCancelled()
    {
        await using MqttClient client = Create(Options());
        using ScriptedServer.Connection connection = await OpenAsync(client);
        Task<IReadOnlyList<ReasonCode>> asked = client.SubscribeAsync([A], null, default);
        await client.StopAsync(default).WaitAsync(Patience);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.SubscribeAsync([A], null, default));
    }

    [Fact]
    public void Acknowledge_LowerQualityThanAsked_IsToldOfEachFilter()
    {
        var logger = new RecordingLogger();
        var subscriptions = new ClientSubscriptions(new MqttClientOptions { ClientId = "worker", Subscriptions = [A, B] }, logger);
        using var stream = new MemoryStream();
        subscriptions.Attach(new SendBuffer(stream, static () => { }, static e => throw e), ServerLimits.None, sessionPresent: false);
        subscriptions.Acknowledge(new SubackPacket { PacketId = ClientSubscriptions.PacketId, ReasonCodes = [ReasonCode.GrantedQos1, ReasonCode.Success] });
        Assert.Equal("The broker granted MQTT client worker the subscription b with QoS AtMostOnce only, not ExactlyOnce: messages may be lost", Assert.Single(logger.Lines));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/#/b")]
    [InlineData("a+")]
    [InlineData("$share/g")]
    [InlineData("$share//a")]
    [InlineData("$share/+/a")]
    [InlineData("a\u0001")]
    public async Task Subscribe_NotATopicFilter_Throws(string filter)
    {
        await using MqttClient client = Create(Options());
        await Assert.ThrowsAsync<ArgumentException>(() => client.SubscribeAsync([new(filter, QualityOfService.AtMostOnce)], null, default));
        await Assert.ThrowsAsync<ArgumentException>(() => client.UnsubscribeAsync([filter], default));
    }

    [Fact]
    public async Task Subscribe_LoneSurrogateOrIdentifierOutOfRange_Throws()
    {
        await using MqttClient client = Create(Options());
        await Assert.ThrowsAsync<ArgumentException>(() => client.SubscribeAsync([new("a" + (char)0xD800, QualityOfService.AtMostOnce)], null, default));
        await Assert.ThrowsAsync<ArgumentException>(() => client.SubscribeAsync([A], 0, default));
        await Assert.ThrowsAsync<ArgumentException>(() => client.SubscribeAsync([A], 268_435_456, default));
        await Assert.ThrowsAsync<ArgumentException>(() => client.SubscribeAsync([], null, default));
    }

    private sealed class RecordingLogger : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
