using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Tests.Codec;

namespace Telemetry.Mqtt.Tests.Client;

/// <summary>The client against a server that the test scripts.</summary>
public sealed class MqttClientTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ScriptedServer _server = new();
    private readonly List<string> _states = [];

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Start_EveryOption_IsInTheConnect()
    {
        await using MqttClient client = Create(Options() with
        {
            ClientId = "worker",
            UserName = "u",
            Password = "p",
            CleanStart = false,
            SessionExpiry = TimeSpan.FromDays(7),
            KeepAlive = TimeSpan.FromSeconds(15),
            ReceiveMaximum = 100,
            MaximumPacketSize = 2048,
            Will = new WillMessage { Topic = "gone", Payload = [1], QualityOfService = QualityOfService.AtLeastOnce, Retain = true },
        });
        await client.StartAsync(default);
        using ScriptedServer.Connection connection = await _server.AcceptConnectAsync("01 00 00");
        Assert.Equivalent(
            new ConnectPacket
            {
                Version = MqttProtocolVersion.V500,
                ClientId = "worker",
                UserName = "u",
                Password = "p"u8.ToArray(),
                SessionExpirySeconds = 604_800,
                KeepAliveSeconds = 15,
                ReceiveMaximum = 100,
                MaximumPacketSize = 2048,
                Will = new WillMessage { Topic = "gone", Payload = [1], QualityOfService = QualityOfService.AtLeastOnce, Retain = true },
            },
            connection.Connect,
            strict: true);
        await client.WaitConnectedAsync(default).WaitAsync(Patience);
        Assert.Equal(MqttConnectionState.Connected, client.State);
    }

    [Fact]
    public async Task Start_Subscriptions_AreGrantedBeforeItCountsAsConnected()
    {
        var receiver = new RecordingReceiver();
        await using MqttClient client = Create(Subscribing(), receiver);
        await client.StartAsync(default);
        using ScriptedServer.Connection connection = await _server.AcceptConnectAsync();
        var subscribe = Assert.IsType<SubscribePacket>(await connection.ReadAsync());
        Assert.Equal([new SubscriptionRequest("a/#", QualityOfService.AtLeastOnce)], subscribe.Subscriptions);

        // A retained message may come before the SUBACK.
        await connection.SendAsync(Wire.Packet(0x31, "\"a/b\" 00 'early'"));
        Assert.Equal("a/b early retained", await receiver.NextAsync());
        Assert.Equal(MqttConnectionState.Connecting, client.State);
        await connection.SendAsync(Wire.Packet(0x90, $"{subscribe.PacketId:x4} 00 01"));
        await client.WaitConnectedAsync(default).WaitAsync(Patience);
    }

    [Fact]
    public async Task Receive_LogCommitsLater_AcknowledgesThen()
    {
        var log = new ManualLog();
        var receiver = new RecordingReceiver(log);
        await using MqttClient client = Create(Options(), receiver);
        await client.StartAsync(default);
        using ScriptedServer.Connection connection = await _server.AcceptConnectAsync();
        await connection.SendAsync([.. Wire.Packet(0x32, "\"a\" 0007 00 'one'"), .. Wire.Packet(0x3A, "\"b\" 0008 00 'two'")]);
        Assert.Equal("a one", await receiver.NextAsync());
        Assert.Equal("b two again", await receiver.NextAsync());
        while (log.Waiting == 0)
            await Task.Yield();
        log.Commit(2);
        Assert.Equal("40020007", await connection.ReadHexAsync());
        Assert.Equal("40020008", await connection.ReadHexAsync());
    }

    [Fact]
    public async Task Receive_PacketInManyPieces_IsReadWhole()
    {
        var receiver = new RecordingReceiver();
        await using MqttClient client = Create(Options(), receiver);
        await client.StartAsync(default);
        using ScriptedServer.Connection connection = await _server.AcceptConnectAsync();
        string large = new('x', 300_000);
        foreach (byte[] piece in Wire.Packet(0x32, $"\"a\" 0007 00 '{large}'").Chunk(7_001))
            await connection.SendAsync(piece);
        Assert.Equal("a " + large, await receiver.NextAsync());
        Assert.Equal("40020007", await connection.ReadHexAsync());
    }

    [Theory]
    [InlineData("10 0d \"MQTT\" 05 02 003c 00 0000", ReasonCode.ProtocolError)] // CONNECT
    [InlineData("20 03 000000", ReasonCode.ProtocolError)] // a second CONNACK
    [InlineData("82 07 0001 00 \"a\" 00", ReasonCode.ProtocolError)] // SUBSCRIBE
    [InlineData("a2 06 0001 00 \"a\"", ReasonCode.ProtocolError)] // UNSUBSCRIBE
    [InlineData("90 04 0001 00 00", ReasonCode.ProtocolError)] // SUBACK to nothing
    [InlineData("b0 04 0001 00 00", ReasonCode.ProtocolError)] // UNSUBACK to nothing
    [InlineData("c0 00", ReasonCode.ProtocolError)] // PINGREQ
    [InlineData("f0 06 18 04 15 \"a\"", ReasonCode.ProtocolError)] // AUTH without authentication
    [InlineData("d1 00", ReasonCode.MalformedPacket)]
    [InlineData("36 06 \"a\" 0001 00", ReasonCode.MalformedPacket)]
    [InlineData("30 05 \"#\" 00 'x'", ReasonCode.MalformedPacket)]
    [InlineData("32 06 \"a\" 0000 00", ReasonCode.ProtocolError)]
    [InlineData("30 07 \"a\" 03 23 0001", ReasonCode.TopicAliasInvalid)]
    [InlineData("30 ffffff7f", ReasonCode.PacketTooLarge)]
    [InlineData("30 ffffffff", ReasonCode.MalformedPacket)]
    [InlineData("00 00", ReasonCode.MalformedPacket)]
    [InlineData("e0 07 00 05 11 00000001", ReasonCode.ProtocolError)]
    public async Task Receive_WhatNoServerMaySend_DisconnectsWithTheReasonAndComesBack(string bytes, ReasonCode reason)
    {
        await using MqttClient client = Create(Options());
        await client.StartAsync(default);
        using (ScriptedServer.Connection connection = await _server.AcceptConnectAsync())
        {
            await connection.SendAsync(bytes);
            Assert.Equal(reason, Assert.IsType<DisconnectPacket>(await connection.ReadAsync()).ReasonCode);
            Assert.Null(await connection.ReadAsync());
        }

        using ScriptedServer.Connection again = await _server.AcceptConnectAsync();
        await client.WaitConnectedAsync(default).WaitAsync(Patience);
    }

    [Fact]
    public async Task Receive_ProtocolErrorIn311_ClosesWithoutAWord()
    {
        await using MqttClient client = Create(Options() with { ProtocolVersion = MqttProtocolVersion.V311 });
        await client.StartAsync(default);
        using ScriptedServer.Connection connection = await _server.AcceptConnectAsync("00 00");
        await connection.SendAsync("e0 00");
        Assert.Null(await connection.ReadAsync());
    }

    [Theory]
    [InlineData("30 04 \"a\" 00")] // PUBLISH first
    [InlineData("d0 00")]
    [InlineData("20 03 010000")] // session present after a clean start
    [InlineData("20 03 020000")]
    public async Task Connect_WrongFirstAnswer_IsRefused(string bytes)
    {
        await using MqttClient client = Create(Options());
        await client.StartAsync(default);
        using ScriptedServer.Connection connection = await _server.AcceptAsync();
        await connection.ReadAsync();
        await connection.SendAsync(bytes);
        Assert.IsType<DisconnectPacket>(await connection.ReadAsync());
        Assert.Null(await connection.ReadAsync());
    }

    [Fact]
    public async Task Connect_Refused_TellsWhyAndTriesAgain()
    {
        await using MqttClient client = Create(Options());
        await client.StartAsync(default);
        using (ScriptedServer.Connection refused = await _server.AcceptConnectAsync("00 87 07 1f 0004 'nope'"))
            Assert.Null(await refused.ReadAsync());
        using ScriptedServer.Connection taken = await _server.AcceptConnectAsync();
        await client.WaitConnectedAsync(default).WaitAsync(Patience);
        lock (_states)
            Assert.Contains("Waiting the broker refused the connection: NotAuthorized nope", _states);
    }

    [Fact]
    public async Task Connect_SubscriptionRefused_IsNotConnected()
    {
        await using MqttClient client = Create(Subscribing());
        await client.StartAsync(default);
        using (ScriptedServer.Connection connection = await _server.AcceptConnectAsync())
        {
            var subscribe = Assert.IsType<SubscribePacket>(await connection.ReadAsync());
            await connection.SendAsync(Wire.Packet(0x90, $"{subscribe.PacketId:x4} 00 87"));
            Assert.Null(await connection.ReadAsync());
        }

        using ScriptedServer.Connection again = await _server.AcceptConnectAsync();
        lock (_states)
            Assert.DoesNotContain("Connected ", _states);
    }

    [Fact]
    public async Task Connect_NoAnswer_GivesUpInTimeAndTriesAgain()
    {
        await using MqttClient client = Create(Options() with { ConnectTimeout = TimeSpan.FromSeconds(0.2) });
        await client.StartAsync(default);
        for (int unanswered = 0; unanswered < 2;)
        {
            // On a busy machine the time may be up before CONNECT is out.
            using ScriptedServer.Connection silent = await _server.AcceptAsync();
            if (await silent.ReadAsync() is not ConnectPacket)
                continue;
            Assert.Null(await silent.ReadAsync());
            unanswered++;
        }
    }

    [Fact]
    public async Task Reconnect_SessionPresent_DoesNotSubscribeAgainAndResends()
    {
        await using MqttClient client = Create(Subscribing() with { CleanStart = false, ClientId = "worker", SessionExpiry = TimeSpan.FromHours(1) });
        await client.StartAsync(default);
        Task<ReasonCode> published;
        using (ScriptedServer.Connection connection = await _server.AcceptConnectAsync())
        {
            await GrantAsync(connection);
            await client.WaitConnectedAsync(default).WaitAsync(Patience);
            published = client.PublishAsync("t", "x"u8.ToArray(), QualityOfService.AtLeastOnce, retain: false, default).AsTask();
            Assert.Equal(Wire.Hex(Wire.Packet(0x32, "\"t\" 0001 00 'x'")), await connection.ReadHexAsync());
        }

        using ScriptedServer.Connection again = await _server.AcceptConnectAsync("01 00 00");
        Assert.False(again.Connect!.CleanStart);
        Assert.Equal(Wire.Hex(Wire.Packet(0x3A, "\"t\" 0001 00 'x'")), await again.ReadHexAsync());
        await again.SendAsync("40 02 0001");
        Assert.Equal(ReasonCode.Success, await published.WaitAsync(Patience));
    }

    [Fact]
    public async Task Reconnect_SessionGone_SubscribesAgain()
    {
        await using MqttClient client = Create(Subscribing());
        await client.StartAsync(default);
        using (ScriptedServer.Connection connection = await _server.AcceptConnectAsync())
            await GrantAsync(connection);
        using ScriptedServer.Connection again = await _server.AcceptConnectAsync();
        await GrantAsync(again);
        await client.WaitConnectedAsync(default).WaitAsync(Patience);
    }

    [Fact]
    public async Task Reconnect_AssignedClientId_IsKept()
    {
        await using MqttClient client = Create(Options());
        await client.StartAsync(default);
        using (await _server.AcceptConnectAsync("00 00 07 12 0004 'auto'"))
        {
        }

        using ScriptedServer.Connection again = await _server.AcceptConnectAsync();
        Assert.Equal("auto", again.Connect!.ClientId);
    }

    [Fact]
    public async Task Receive_ReceiverFails_IsNotAcknowledgedAndComesAgain()
    {
        var receiver = new RecordingReceiver { Failure = new IOException("the disk is gone") };
        await using MqttClient client = Create(Options(), receiver);
        await client.StartAsync(default);
        using (ScriptedServer.Connection connection = await _server.AcceptConnectAsync())
        {
            await connection.SendAsync(Wire.Packet(0x32, "\"a\" 0007 00 'one'"));
            Assert.Null(await connection.ReadAsync());
        }

        using ScriptedServer.Connection again = await _server.AcceptConnectAsync();
        await again.SendAsync(Wire.Packet(0x3A, "\"a\" 0007 00 'one'"));
        Assert.Equal("a one again", await receiver.NextAsync());
        Assert.Equal("40020007", await again.ReadHexAsync());
    }

    [Fact]
    public async Task KeepAlive_ServerAsksForASecond_PingsAndNoticesADeadPeer()
    {
        await using MqttClient client = Create(Options());
        await client.StartAsync(default);
        using (ScriptedServer.Connection connection = await _server.AcceptConnectAsync("00 00 03 13 0001"))
        {
            Assert.Equal("c000", await connection.ReadHexAsync());
            await connection.SendAsync("d0 00");
            Assert.Equal("c000", await connection.ReadHexAsync());

            // The second ping is not answered.
            Assert.Null(await connection.ReadAsync());
        }

        using ScriptedServer.Connection again = await _server.AcceptConnectAsync();
        lock (_states)
            Assert.Contains("Waiting the broker does not answer pings", _states);
    }

    [Fact]
    public async Task Publish_AtMostOnce_IsSentOrDroppedAtOnce()
    {
        await using MqttClient client = Create(Options());
        Assert.Equal(ReasonCode.ServerUnavailable, await client.PublishAsync("t", default, QualityOfService.AtMostOnce, retain: false, default));
        Assert.Equal(1, client.Statistics.Dropped);
        await client.StartAsync(default);
        using ScriptedServer.Connection connection = await _server.AcceptConnectAsync();
        await client.WaitConnectedAsync(default).WaitAsync(Patience);
        while (await client.PublishAsync("t", "x"u8.ToArray(), QualityOfService.AtMostOnce, retain: true, new PublishProperties { ContentType = "c" }, default) != ReasonCode.Success)
            await Task.Yield();
        Assert.Equal(Wire.Hex(Wire.Packet(0x31, "\"t\" 04 03 \"c\" 'x'")), await connection.ReadHexAsync());
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
        using ScriptedServer.Connection connection = await _server.AcceptConnectAsync();
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
        using ScriptedServer.Connection connection = await _server.AcceptConnectAsync();
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

    [Fact]
    public async Task StateChanged_HandlerThrows_DoesNotEndTheConnecting()
    {
        await using MqttClient client = Create(Options());
        client.StateChanged += static (_, _) => throw new InvalidOperationException("a handler's mistake");
        await client.StartAsync(default);
        using (await _server.AcceptConnectAsync())
        {
        }

        using ScriptedServer.Connection again = await _server.AcceptConnectAsync();
        await client.WaitConnectedAsync(default).WaitAsync(Patience);
    }

    [Fact]
    public async Task Start_Twice_Throws()
    {
        await using MqttClient client = Create(Options());
        await client.StartAsync(default);
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.StartAsync(default));
    }

    private static async Task GrantAsync(ScriptedServer.Connection connection)
    {
        var subscribe = Assert.IsType<SubscribePacket>(await connection.ReadAsync());
        await connection.SendAsync(Wire.Packet(0x90, $"{subscribe.PacketId:x4} 00 01"));
    }

    private MqttClientOptions Options() => new() { Port = _server.Port, ReconnectDelay = TimeSpan.FromMilliseconds(10), ReconnectDelayMaximum = TimeSpan.FromMilliseconds(50) };

    private MqttClientOptions Subscribing() => Options() with { Subscriptions = [new SubscriptionRequest("a/#", QualityOfService.AtLeastOnce)] };

    private MqttClient Create(MqttClientOptions options, RecordingReceiver? receiver = null)
    {
        var client = new MqttClient(options, receiver, TimeProvider.System, NullLogger<MqttClient>.Instance);
        client.StateChanged += (state, reason) =>
        {
            lock (_states)
                _states.Add($"{state} {reason}");
        };
        return client;
    }
}
