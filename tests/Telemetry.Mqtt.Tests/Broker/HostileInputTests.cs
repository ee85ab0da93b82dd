using System.Buffers;
using System.Net.Sockets;
using Telemetry.Mqtt.Broker;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;
using Telemetry.Testing;

namespace Telemetry.Mqtt.Tests.Broker;

public class HostileInputTests
{
    public static TheoryData<string, string, ReasonCode> AfterConnect => new()
    {
        { "packet type 0", "00 00", ReasonCode.MalformedPacket },
        { "second CONNECT", "10 0D 00 04 4D 51 54 54 05 02 00 00 00 00 00", ReasonCode.ProtocolError },
        { "CONNACK from a client", "20 03 00 00 00", ReasonCode.ProtocolError },
        { "SUBACK from a client", "90 04 00 01 00 00", ReasonCode.ProtocolError },
        { "PINGRESP from a client", "D0 00", ReasonCode.ProtocolError },
        { "AUTH without a method", "F0 00", ReasonCode.ProtocolError },
        { "PUBLISH at QoS 3", "36 05 00 01 74 00 01", ReasonCode.MalformedPacket },
        { "PUBLISH with packet id 0", "32 06 00 01 74 00 00 00", ReasonCode.ProtocolError },
        { "PUBLISH with a wildcard", "30 04 00 01 23 00", ReasonCode.MalformedPacket },
        { "PUBLISH without a topic", "30 03 00 00 00", ReasonCode.ProtocolError },
        { "PUBLISH with NUL in the topic", "30 04 00 01 00 00", ReasonCode.MalformedPacket },
        { "PUBLISH cut short", "30 02 00 09", ReasonCode.MalformedPacket },
        { "SUBSCRIBE with wrong flags", "80 06 00 01 00 00 00 00", ReasonCode.MalformedPacket },
        { "SUBSCRIBE without a filter", "82 03 00 01 00", ReasonCode.ProtocolError },
        { "UNSUBSCRIBE without a filter", "A2 03 00 01 00", ReasonCode.ProtocolError },
        { "five-byte length", "30 FF FF FF FF 01", ReasonCode.MalformedPacket },
        { "PUBACK with packet id 0", "40 02 00 00", ReasonCode.ProtocolError },
        { "length of 256 MiB", "30 FF FF FF 7F", ReasonCode.PacketTooLarge },
        { "UNSUBACK from a client", "B0 04 00 01 00 00", ReasonCode.ProtocolError },
        { "AUTH with a method", "F0 08 18 06 15 00 03 61 62 63", ReasonCode.ProtocolError },
        { "duplicate at QoS 0", "38 04 00 01 74 00", ReasonCode.MalformedPacket },
        { "a property twice", "30 08 00 01 74 04 01 00 01 00", ReasonCode.ProtocolError },
        { "a property of CONNECT in PUBLISH", "30 07 00 01 74 03 21 00 01", ReasonCode.MalformedPacket },
        { "a subscription identifier from a client", "30 06 00 01 74 02 0B 01", ReasonCode.ProtocolError },
        { "topic alias 0", "30 07 00 01 74 03 23 00 00", ReasonCode.TopicAliasInvalid },
        { "topic alias above the maximum", "30 07 00 01 74 03 23 00 11", ReasonCode.TopicAliasInvalid },
        { "topic alias without a meaning", "30 06 00 00 03 23 00 01", ReasonCode.ProtocolError },
        { "SUBSCRIBE with packet id 0", "82 07 00 00 00 00 01 74 00", ReasonCode.ProtocolError },
        { "SUBSCRIBE with identifier 0", "82 09 00 01 02 0B 00 00 01 74 00", ReasonCode.ProtocolError },
        { "SUBSCRIBE at QoS 3", "82 07 00 01 00 00 01 74 03", ReasonCode.ProtocolError },
        { "SUBSCRIBE with retain handling 3", "82 07 00 01 00 00 01 74 30", ReasonCode.ProtocolError },
        { "SUBSCRIBE with reserved bits", "82 07 00 01 00 00 01 74 40", ReasonCode.MalformedPacket },
        { "PUBREL with wrong flags", "60 02 00 01", ReasonCode.MalformedPacket },
        { "PUBREL with packet id 0", "62 02 00 00", ReasonCode.ProtocolError },
        { "PUBACK with a reason it may not have", "40 03 00 01 01", ReasonCode.ProtocolError },
        { "PINGREQ with a body", "C0 01 00", ReasonCode.MalformedPacket },
        { "DISCONNECT with a reason of a server", "E0 01 8B", ReasonCode.ProtocolError },
        { "DISCONNECT that keeps a session that was to end", "E0 07 00 05 11 00 00 00 0A", ReasonCode.ProtocolError },
    };

    [Theory]
    [MemberData(nameof(AfterConnect))]
    public async Task AfterConnect_IllegalBytes_DisconnectWithTheReasonAndNobodyElseNotices(string what, string bytes, ReasonCode expected)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient bystander = await broker.ConnectAsync("bystander");
        using RawClient five = await broker.ConnectAsync("five");
        await five.PublishAsync("t", "good", qos: 1, packetId: 1);
        await five.SendAsync(Bytes(bytes));
        Assert.Equal(1, (await five.ReadAckAsync()).PacketId);
        Assert.Equal(expected, await five.ReadDisconnectAsync());
        Assert.True(broker.Statistics.Refused(RefusalStage.Connection, expected) == 1, what);
        await bystander.PingAsync();
    }

    [Theory]
    [InlineData("packet type 0", "00 00", ReasonCode.MalformedPacket)]
    [InlineData("second CONNECT", "10 0C 00 04 4D 51 54 54 04 02 00 00 00 00", ReasonCode.ProtocolError)]
    [InlineData("CONNACK from a client", "20 02 00 00", ReasonCode.ProtocolError)]
    [InlineData("SUBACK from a client", "90 03 00 01 00", ReasonCode.ProtocolError)]
    [InlineData("UNSUBACK from a client", "B0 02 00 01", ReasonCode.ProtocolError)]
    [InlineData("PINGRESP from a client", "D0 00", ReasonCode.ProtocolError)]
    [InlineData("AUTH", "F0 00", ReasonCode.MalformedPacket)]
    [InlineData("PUBLISH at QoS 3", "36 05 00 01 74 00 01", ReasonCode.MalformedPacket)]
    [InlineData("PUBLISH with packet id 0", "32 05 00 01 74 00 00", ReasonCode.ProtocolError)]
    [InlineData("PUBLISH with a wildcard", "30 03 00 01 23", ReasonCode.MalformedPacket)]
    [InlineData("PUBLISH without a topic", "30 02 00 00", ReasonCode.ProtocolError)]
    [InlineData("PUBLISH with NUL in the topic", "30 03 00 01 00", ReasonCode.MalformedPacket)]
    [InlineData("PUBLISH cut short", "30 02 00 09", ReasonCode.MalformedPacket)]
    [InlineData("duplicate at QoS 0", "38 03 00 01 74", ReasonCode.MalformedPacket)]
    [InlineData("SUBSCRIBE with wrong flags", "80 06 00 01 00 01 74 00", ReasonCode.MalformedPacket)]
    [InlineData("SUBSCRIBE without a filter", "82 02 00 01", ReasonCode.ProtocolError)]
    [InlineData("SUBSCRIBE with packet id 0", "82 06 00 00 00 01 74 00", ReasonCode.ProtocolError)]
    [InlineData("SUBSCRIBE at QoS 3", "82 06 00 01 00 01 74 03", ReasonCode.ProtocolError)]
    [InlineData("SUBSCRIBE with an option of 5.0", "82 06 00 01 00 01 74 04", ReasonCode.MalformedPacket)]
    [InlineData("UNSUBSCRIBE without a filter", "A2 02 00 01", ReasonCode.ProtocolError)]
    [InlineData("PUBACK with packet id 0", "40 02 00 00", ReasonCode.ProtocolError)]
    [InlineData("PUBACK with a reason", "40 03 00 01 00", ReasonCode.MalformedPacket)]
    [InlineData("PUBREL with wrong flags", "60 02 00 01", ReasonCode.MalformedPacket)]
    [InlineData("PUBREL with packet id 0", "62 02 00 00", ReasonCode.ProtocolError)]
    [InlineData("PINGREQ with a body", "C0 01 00", ReasonCode.MalformedPacket)]
    [InlineData("DISCONNECT with a reason", "E0 01 00", ReasonCode.MalformedPacket)]
    [InlineData("five-byte length", "30 FF FF FF FF 01", ReasonCode.MalformedPacket)]
    [InlineData("length of 256 MiB", "30 FF FF FF 7F", ReasonCode.PacketTooLarge)]
    public async Task AfterConnect_IllegalBytesIn311_AreClosedWithoutAWord(string what, string bytes, ReasonCode expected)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient bystander = await broker.ConnectAsync("bystander", version: MqttProtocolVersion.V311);
        using RawClient client = await broker.ConnectAsync("c", version: MqttProtocolVersion.V311);
        await client.PublishAsync("t", "good", qos: 1, packetId: 1);
        await client.SendAsync(Bytes(bytes));
        Assert.Equal(1, (await client.ReadAckAsync()).PacketId);
        await client.ExpectClosedAsync();
        Assert.True(broker.Statistics.Refused(RefusalStage.Connection, expected) == 1, what);
        await bystander.PingAsync();
    }

    [Theory]
    [InlineData("C0 00", ReasonCode.ProtocolError)] // PINGREQ first
    [InlineData("30 04 00 01 74 00", ReasonCode.ProtocolError)] // PUBLISH first
    [InlineData("47 45 54 20 2F 20 48 54 54 50", ReasonCode.MalformedPacket)] // GET / HTTP
    [InlineData("10 FF FF FF 7F", ReasonCode.PacketTooLarge)] // and then silence
    [InlineData("10 FF FF FF FF 7F", ReasonCode.MalformedPacket)]
    [InlineData("10 80 80 40", ReasonCode.PacketTooLarge)] // 1 MiB
    [InlineData("10 0C 00 04 58 51 54 54 04 02 00 00 00 00", ReasonCode.UnsupportedProtocolVersion)] // another protocol: XQTT
    [InlineData("10 0C 00 04 4D 51 54 54 04 03 00 00 00 00", ReasonCode.MalformedPacket)] // reserved flag, 3.1.1
    public async Task BeforeConnect_IllegalBytes_AreClosedWithoutAWord(string bytes, ReasonCode expected)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.OpenAsync();
        await client.SendAsync(Bytes(bytes));
        await client.ExpectClosedAsync();
        Assert.Equal(1, broker.Statistics.Refused(RefusalStage.Connect, expected));
    }

    [Theory]
    [InlineData("10 0C 00 04 4D 51 54 54 06 02 00 00 00 00", MqttProtocolVersion.V500, ReasonCode.UnsupportedProtocolVersion)]
    [InlineData("10 0C 00 04 4D 51 54 54 03 02 00 00 00 00", MqttProtocolVersion.V311, ReasonCode.UnsupportedProtocolVersion)]
    [InlineData("10 0E 00 06 4D 51 49 73 64 70 03 02 00 00 00 00", MqttProtocolVersion.V311, ReasonCode.UnsupportedProtocolVersion)]
    [InlineData("10 0D 00 04 4D 51 54 54 05 03 00 00 00 00 00", MqttProtocolVersion.V500, ReasonCode.MalformedPacket)]
    [InlineData("10 10 00 04 4D 51 54 54 05 02 00 00 03 21 00 00 00 00", MqttProtocolVersion.V500, ReasonCode.ProtocolError)]
    public async Task Connect_Unreadable_IsAnsweredInItsVersion(string bytes, MqttProtocolVersion version, ReasonCode expected)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.OpenAsync();
        await client.SendAsync(Bytes(bytes));
        (byte header, byte[] body) = await client.ReadAsync();
        Assert.Equal(expected, ConnackPacket.Parse(new Frame(header, body), new DecodeContext(version, PacketSender.Server)).ReasonCode);
        await client.ExpectClosedAsync();
        Assert.Equal(1, broker.Statistics.Refused(RefusalStage.Connect, expected));
    }

    [Fact]
    public async Task Connect_ThousandsOfUserProperties_IsRefused()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumConnectPacketSize = 1024 * 1024 });
        using RawClient client = await broker.OpenAsync();
        ConnackPacket connack = await client.ConnectAsync(new ConnectPacket
        {
            Version = MqttProtocolVersion.V500,
            ClientId = "c",
            UserProperties = [.. Enumerable.Range(0, 5_000).Select(i => new UserProperty("n", "v"))],
        });
        Assert.Equal(ReasonCode.QuotaExceeded, connack.ReasonCode);
    }

    [Fact]
    public async Task RandomBytes_ManyConnections_NeverDisturbTheOthers()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient bystander = await broker.ConnectAsync("bystander");
        var random = new Random(7);
        for (int i = 0; i < 200; i++)
        {
            using RawClient client = i % 2 == 0 ? await broker.OpenAsync() : await broker.ConnectAsync($"c{i}");
            var bytes = new byte[random.Next(1, 400)];
            random.NextBytes(bytes);
            await client.SendAsync(bytes);
            client.Socket.Shutdown(SocketShutdown.Send);
        }

        await bystander.PublishAsync("t", "x", qos: 1, packetId: 1);
        Assert.Equal(1, (await bystander.ReadAckAsync()).PacketId);
        await TestBroker.EventuallyAsync(() => broker.Statistics.ConnectionsOpen == 1, "the others are gone");
        Assert.Equal(0, broker.Statistics.Refused(RefusalStage.Connection, ReasonCode.UnspecifiedError));
    }

    [Fact]
    public async Task SlowSubscriber_AtMostOnce_DropsAndStaysBounded()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumOutgoingBytes = 64 * 1024 });
        using RawClient slow = await RawClient.OpenAsync(broker.Endpoint, receiveBuffer: 8 * 1024);
        await slow.ConnectAsync(new ConnectPacket { Version = MqttProtocolVersion.V500, ClientId = "slow", CleanStart = true });
        await slow.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.AtMostOnce));
        using RawClient fast = await broker.ConnectAsync("fast");
        string payload = new('x', 10_000);
        for (int i = 0; broker.Statistics.Dropped(DropReason.SlowSubscriber) == 0; i++)
        {
            Assert.True(i < 20_000, "nothing was ever dropped");
            await fast.PublishAsync("t", payload, qos: 1, packetId: 1);
            await fast.ReadAckAsync();
        }

        // It reads again, and gets what comes from then on.
        while (broker.Statistics.BytesSent > 0)
        {
            await fast.PublishAsync("t", "last", qos: 1, packetId: 1);
            await fast.ReadAckAsync();
            if ((await slow.ReadPublishAsync()).Payload == "last")
                break;
        }
    }

    [Fact]
    public async Task SlowSubscriber_AtLeastOnce_GetsEverythingInOrderWhenItReads()
    {
        const int Count = 2_000;
        await using TestBroker broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumOutgoingBytes = 64 * 1024, MaximumInflight = 30_000 });
        using RawClient slow = await RawClient.OpenAsync(broker.Endpoint, receiveBuffer: 8 * 1024);
        await slow.ConnectAsync(new ConnectPacket { Version = MqttProtocolVersion.V500, ClientId = "slow", CleanStart = true });
        await slow.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.AtLeastOnce));
        using RawClient fast = await broker.ConnectAsync("fast");
        string filling = new('x', 5_000);
        for (int i = 0; i < Count; i++)
        {
            await fast.PublishAsync("t", $"{i}{filling}", qos: 1, packetId: 1);
            await fast.ReadAckAsync();
        }

        for (int i = 0; i < Count; i++)
            Assert.Equal($"{i}{filling}", (await slow.ReadPublishAsync()).Payload);
        Assert.Equal(0, broker.Statistics.Dropped(DropReason.QueueFull));
    }

    [Fact]
    public async Task NeverReadingClient_ThatKeepsAsking_IsNotReadAndThenClosed()
    {
        var time = new ManualTimeProvider();
        await using TestBroker broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumOutgoingBytes = 16 * 1024 }, time: time);
        using RawClient client = await RawClient.OpenAsync(broker.Endpoint, receiveBuffer: 4 * 1024);
        await client.ConnectAsync(new ConnectPacket { Version = MqttProtocolVersion.V500, ClientId = "c", CleanStart = true });
        await client.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.AtMostOnce));
        var packets = new ArrayBufferWriter<byte>();
        for (int i = 0; i < 20; i++)
            new PublishPacket { Topic = "t"u8, Payload = new byte[50_000] }.Write(packets, MqttProtocolVersion.V500);
        client.Socket.Blocking = false;
        await TestBroker.EventuallyAsync(
            () =>
            {
                // Until both kernels' buffers are full in both directions.
                client.Socket.Send(packets.WrittenSpan, SocketFlags.None, out SocketError error);
                time.Advance(TimeSpan.FromSeconds(5));
                return error is not (SocketError.Success or SocketError.WouldBlock);
            },
            "the broker closes");
        Assert.Equal(1, broker.Statistics.Refused(RefusalStage.Connection, ReasonCode.QuotaExceeded));
        await TestBroker.EventuallyAsync(() => broker.Statistics.ConnectionsOpen == 0, "the connection is forgotten");
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
