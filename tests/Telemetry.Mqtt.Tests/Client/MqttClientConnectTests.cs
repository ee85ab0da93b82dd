using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Tests.Codec;

namespace Telemetry.Mqtt.Tests.Client;

/// <summary>The client against a server that the test scripts: connecting.</summary>
public sealed class MqttClientConnectTests : ScriptedServerTests
{
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
        using ScriptedServer.Connection connection = await Server.AcceptConnectAsync("01 00 00");
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
        using ScriptedServer.Connection connection = await Server.AcceptConnectAsync();
        var subscribe = Assert.IsType<SubscribePacket>(await connection.ReadAsync());
        Assert.Equal([new SubscriptionRequest("a/#", QualityOfService.AtLeastOnce)], subscribe.Subscriptions);

        // A retained message may come before the SUBACK.
        await connection.SendAsync(Wire.Packet(0x31, "\"a/b\" 00 'early'"));
        Assert.Equal("a/b early retained", await receiver.NextAsync());
        Assert.Equal(MqttConnectionState.Connecting, client.State);
        await connection.SendAsync(Wire.Packet(0x90, $"{subscribe.PacketId:x4} 00 01"));
        await client.WaitConnectedAsync(default).WaitAsync(Patience);
    }

    [Theory]
    [InlineData("30 04 \"a\" 00")] // PUBLISH first
    [InlineData("d0 00")]
    [InlineData("20 03 010000")] // session present after a clean start
    [InlineData("20 03 020000")]
    [InlineData("20 02 0000")] // no properties
    [InlineData("20 03 000100")] // a reason code of SUBACK
    [InlineData("20 06 000003 210000")] // receive maximum 0
    [InlineData("20 08 000005 2700000000")] // maximum packet size 0
    [InlineData("20 05 000002 2402")] // maximum QoS 2
    [InlineData("20 07 000004 24012401")] // a property twice
    [InlineData("20 06 000003 230001")] // a property of PUBLISH
    [InlineData("20 07 000004 15 \"a\"")] // authentication that nobody asked for
    [InlineData("f0 00")]
    [InlineData("e0 00")]
    [InlineData("90 04 ffff 00 01")]
    [InlineData("40 02 0001")]
    public async Task Connect_WrongFirstAnswer_IsRefused(string bytes)
    {
        await using MqttClient client = Create(Options());
        await client.StartAsync(default);
        using ScriptedServer.Connection connection = await Server.AcceptAsync();
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
        using (ScriptedServer.Connection refused = await Server.AcceptConnectAsync("00 87 07 1f 0004 'nope'"))
            Assert.Null(await refused.ReadAsync());
        using ScriptedServer.Connection taken = await Server.AcceptConnectAsync();
        await client.WaitConnectedAsync(default).WaitAsync(Patience);
        lock (States)
            Assert.Contains("Waiting the broker refused the connection: NotAuthorized nope", States);
    }

    [Fact]
    public async Task Connect_SubscriptionRefused_IsNotConnected()
    {
        await using MqttClient client = Create(Subscribing());
        await client.StartAsync(default);
        using (ScriptedServer.Connection connection = await Server.AcceptConnectAsync())
        {
            var subscribe = Assert.IsType<SubscribePacket>(await connection.ReadAsync());
            await connection.SendAsync(Wire.Packet(0x90, $"{subscribe.PacketId:x4} 00 87"));
            Assert.IsType<DisconnectPacket>(await connection.ReadAsync());
            Assert.Null(await connection.ReadAsync());
        }

        using ScriptedServer.Connection again = await Server.AcceptConnectAsync();
        lock (States)
            Assert.DoesNotContain("Connected ", States);
    }

    [Fact]
    public async Task Connect_NoAnswer_GivesUpInTimeAndTriesAgain()
    {
        await using MqttClient client = Create(Options() with { ConnectTimeout = TimeSpan.FromSeconds(0.2) });
        await client.StartAsync(default);
        for (int unanswered = 0; unanswered < 2;)
        {
            // On a busy machine the time may be up before CONNECT is out.
            using ScriptedServer.Connection silent = await Server.AcceptAsync();
            if (await silent.ReadAsync() is not ConnectPacket)
                continue;
            Assert.Null(await silent.ReadAsync());
            unanswered++;
        }
    }

    [Fact]
    public async Task Start_Twice_Throws()
    {
        await using MqttClient client = Create(Options());
        await client.StartAsync(default);
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.StartAsync(default));
    }
}
