using System.Text;
using Telemetry.Mqtt.Broker;
using Telemetry.Mqtt.Packets;
using Telemetry.Testing;

namespace Telemetry.Mqtt.Tests.Broker;

public class ConnectTests
{
    [Fact]
    public async Task Connect_Version5_TellsOnlyWhatDiffers()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new MqttBrokerOptions { ReceiveMaximum = 65_535 });
        using RawClient client = await broker.OpenAsync();
        ConnackPacket connack = await client.ConnectAsync(V5("c") with { SessionExpirySeconds = 60, KeepAliveSeconds = 30 });
        Assert.Equal(ReasonCode.Success, connack.ReasonCode);
        Assert.Null(connack.SessionExpirySeconds);
        Assert.Null(connack.ReceiveMaximum);
        Assert.Null(connack.AssignedClientId);
        Assert.Null(connack.ServerKeepAliveSeconds);
        Assert.Null(connack.MaximumQualityOfService);
        Assert.Null(connack.SharedSubscriptionAvailable);
        Assert.Equal((uint)new MqttBrokerOptions().MaximumPacketSize, connack.MaximumPacketSize);
    }

    [Fact]
    public async Task Connect_MoreThanGranted_TellsWhatIsGranted()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new MqttBrokerOptions
        {
            MaximumKeepAlive = TimeSpan.FromSeconds(60),
            MaximumSessionExpiry = TimeSpan.FromHours(1),
            ReceiveMaximum = 10,
            TopicAliasMaximum = 3,
        });
        using RawClient client = await broker.OpenAsync();
        ConnackPacket connack = await client.ConnectAsync(V5("") with { SessionExpirySeconds = uint.MaxValue, KeepAliveSeconds = 0 });
        Assert.Equal(60, connack.ServerKeepAliveSeconds!.Value);
        Assert.Equal(3_600u, connack.SessionExpirySeconds);
        Assert.Equal(10, connack.ReceiveMaximum!.Value);
        Assert.Equal(3, connack.TopicAliasMaximum!.Value);
        Assert.StartsWith("auto-", connack.AssignedClientId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task Connect_WrongPassword_IsRefusedAndCounted(MqttProtocolVersion version)
    {
        await using TestBroker broker = await TestBroker.StartAsync(access: new ScriptedAccess { Password = "right" });
        using RawClient bad = await broker.OpenAsync();
        ConnackPacket refused = await bad.ConnectAsync(new ConnectPacket { Version = version, ClientId = "c", CleanStart = true, UserName = "u", Password = Encoding.UTF8.GetBytes("wrong") });
        Assert.Equal(ReasonCode.BadUserNameOrPassword, refused.ReasonCode);
        await bad.ExpectClosedAsync();

        using RawClient none = await broker.OpenAsync();
        Assert.Equal(ReasonCode.BadUserNameOrPassword, (await none.ConnectAsync(new ConnectPacket { Version = version, ClientId = "c", CleanStart = true })).ReasonCode);

        using RawClient good = await broker.OpenAsync();
        ConnackPacket accepted = await good.ConnectAsync(new ConnectPacket { Version = version, ClientId = "c", CleanStart = true, UserName = "u", Password = Encoding.UTF8.GetBytes("right") });
        Assert.Equal(ReasonCode.Success, accepted.ReasonCode);
        Assert.Equal(2, broker.Statistics.Refused(RefusalStage.Connect, ReasonCode.BadUserNameOrPassword));
    }

    [Fact]
    public async Task Connect_Version311WithoutIdAndWithSession_IsRefused()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.OpenAsync();
        ConnackPacket connack = await client.ConnectAsync(new ConnectPacket { Version = MqttProtocolVersion.V311, ClientId = "", CleanStart = false });
        Assert.Equal(ReasonCode.ClientIdentifierNotValid, connack.ReasonCode);
        await client.ExpectClosedAsync();
    }

    [Fact]
    public async Task Connect_EnhancedAuthenticationOrLongId_IsRefused()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient method = await broker.OpenAsync();
        Assert.Equal(ReasonCode.BadAuthenticationMethod, (await method.ConnectAsync(V5("c") with { AuthenticationMethod = "SCRAM" })).ReasonCode);
        using RawClient name = await broker.OpenAsync();
        Assert.Equal(ReasonCode.ClientIdentifierNotValid, (await name.ConnectAsync(V5(new string('x', 257)))).ReasonCode);
    }

    [Theory]
    [InlineData("other/status", ReasonCode.NotAuthorized)]
    [InlineData("$SYS/status", ReasonCode.TopicNameInvalid)]
    public async Task Connect_WillToATopicOfSomebodyElse_IsRefused(string topic, ReasonCode expected)
    {
        await using TestBroker broker = await TestBroker.StartAsync(access: new ScriptedAccess { OwnTopicsOnly = true });
        using RawClient client = await broker.OpenAsync();
        ConnackPacket connack = await client.ConnectAsync(V5("c") with { Will = new WillMessage { Topic = topic, Payload = [1] } });
        Assert.Equal(expected, connack.ReasonCode);
    }

    [Fact]
    public async Task Connect_PacketsInTheSameSegment_AreHandledAfterIt()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.OpenAsync();
        await client.SendAsync(o =>
        {
            V5("c").Write(o);
            new SubscribePacket { PacketId = 1, Subscriptions = [new SubscriptionRequest("t", QualityOfService.AtMostOnce)] }.Write(o, MqttProtocolVersion.V500);
            new PublishPacket { Topic = "t"u8, Payload = "x"u8 }.Write(o, MqttProtocolVersion.V500);
        });
        Assert.Equal(PacketType.Connack, (PacketType)((await client.ReadAsync()).Header >> 4));
        Assert.Equal(PacketType.Suback, (PacketType)((await client.ReadAsync()).Header >> 4));
        Assert.Equal("x", (await client.ReadPublishAsync()).Payload);
    }

    [Fact]
    public async Task Connect_ByteByByte_Works()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.OpenAsync();
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        V5("c").Write(bytes);
        new PublishPacket { Topic = "t"u8, Payload = "x"u8, QualityOfService = QualityOfService.AtLeastOnce, PacketId = 5 }.Write(bytes, MqttProtocolVersion.V500);
        foreach (byte b in bytes.WrittenSpan.ToArray())
            await client.SendAsync(new[] { b });
        await client.ReadAsync();
        Assert.Equal(5, (await client.ReadAckAsync()).PacketId);
    }

    [Fact]
    public async Task Connect_NothingSent_IsClosedAfterTheTimeout()
    {
        var time = new ManualTimeProvider();
        await using TestBroker broker = await TestBroker.StartAsync(time: time);
        using RawClient silent = await broker.OpenAsync();
        using RawClient started = await broker.OpenAsync();
        await started.SendAsync(new byte[] { 0x10 });
        await TestBroker.EventuallyAsync(() => broker.Statistics.ConnectionsOpen == 2, "both are accepted");
        time.Advance(TimeSpan.FromSeconds(12));
        await silent.ExpectClosedAsync();
        await started.ExpectClosedAsync();
        Assert.Equal(2, broker.Statistics.Refused(RefusalStage.Connect, ReasonCode.MaximumConnectTime));
        await TestBroker.EventuallyAsync(() => broker.Statistics.ConnectionsOpen == 0, "both are forgotten");
    }

    [Fact]
    public async Task Connect_MoreConnectionsThanAllowed_ClosesTheNewOne()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumConnections = 1 });
        using RawClient first = await broker.ConnectAsync("first");
        using RawClient second = await broker.OpenAsync();
        await second.ExpectClosedAsync();
        await first.PingAsync();
        Assert.Equal(1, broker.Statistics.Refused(RefusalStage.Connect, ReasonCode.ServerBusy));
        first.Dispose();
        await TestBroker.EventuallyAsync(() => broker.Statistics.ConnectionsOpen == 0, "the first is gone");
        using RawClient third = await broker.ConnectAsync("third");
    }

    [Fact]
    public async Task Connect_MoreSessionsThanAllowed_IsRefused()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumSessions = 1 });
        using RawClient first = await broker.ConnectAsync("first", expiry: 100);
        using RawClient second = await broker.OpenAsync();
        Assert.Equal(ReasonCode.QuotaExceeded, (await second.ConnectAsync(V5("second"))).ReasonCode);
        await second.ExpectClosedAsync();
        using RawClient again = await broker.ConnectAsync("first");
    }

    [Fact]
    public async Task KeepAlive_SilentForOneAndAHalfTimes_IsDisconnected()
    {
        var time = new ManualTimeProvider();
        await using TestBroker broker = await TestBroker.StartAsync(time: time);
        using RawClient client = await broker.OpenAsync();
        await client.ConnectAsync(V5("c") with { KeepAliveSeconds = 10 });
        time.Advance(TimeSpan.FromSeconds(13));
        await client.PingAsync();
        time.Advance(TimeSpan.FromSeconds(13));
        await client.PingAsync();
        time.Advance(TimeSpan.FromSeconds(16));
        Assert.Equal(ReasonCode.KeepAliveTimeout, await client.ReadDisconnectAsync());
        Assert.Equal(1, broker.Statistics.Refused(RefusalStage.Connection, ReasonCode.KeepAliveTimeout));
    }

    [Fact]
    public async Task KeepAlive_AByteNowAndThen_IsNoSignOfLife()
    {
        var time = new ManualTimeProvider();
        await using TestBroker broker = await TestBroker.StartAsync(time: time);
        using RawClient client = await broker.OpenAsync();
        await client.ConnectAsync(V5("c") with { KeepAliveSeconds = 10 });
        time.Advance(TimeSpan.FromSeconds(13));
        await SendPartAsync(broker, client, [0x30, 0x7F, 0x00]);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(ReasonCode.KeepAliveTimeout, await client.ReadDisconnectAsync());
    }

    [Fact]
    public async Task KeepAlive_LargePacketOverASlowLine_Arrives()
    {
        var time = new ManualTimeProvider();
        await using TestBroker broker = await TestBroker.StartAsync(time: time);
        using RawClient client = await broker.OpenAsync();
        await client.ConnectAsync(V5("c") with { KeepAliveSeconds = 10 });
        await client.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.AtMostOnce));
        var packet = new System.Buffers.ArrayBufferWriter<byte>();
        new PublishPacket { Topic = "t"u8, Payload = new byte[10_000] }.Write(packet, MqttProtocolVersion.V500);
        for (int sent = 0; sent < packet.WrittenCount; sent += 2_000)
        {
            time.Advance(TimeSpan.FromSeconds(6));
            await SendPartAsync(broker, client, packet.WrittenSpan[sent..Math.Min(sent + 2_000, packet.WrittenCount)].ToArray());
        }

        Assert.Equal(10_000, (await client.ReadPublishAsync()).Payload.Length);
    }

    [Fact]
    public async Task Ping_AfterAPublishInTheSameWrite_IsAnsweredAfterIt()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.ConnectAsync("c");
        await client.SendAsync(new byte[] { 0x32, 0x06, 0x00, 0x01, 0x74, 0x00, 0x01, 0x00, 0xC0, 0x00 });
        Assert.Equal(1, (await client.ReadAckAsync()).PacketId);
        Assert.Equal(PacketType.Pingresp, (PacketType)((await client.ReadAsync()).Header >> 4));
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311, ReasonCode.NotAuthorized)]
    [InlineData(MqttProtocolVersion.V500, ReasonCode.TopicNameInvalid)]
    public async Task Connect_WillToAReservedTopic_IsRefusedForGood(MqttProtocolVersion version, ReasonCode expected)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.OpenAsync();
        ConnackPacket connack = await client.ConnectAsync(V5("c") with { Version = version, Will = new WillMessage { Topic = "$SYS/x", Payload = [] } });
        Assert.Equal(expected, connack.ReasonCode);
    }

    [Fact]
    public async Task Connect_LargestWillAndPassword_IsAccepted()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.OpenAsync();
        ConnackPacket connack = await client.ConnectAsync(V5("c") with
        {
            UserName = "u",
            Password = new byte[65_535],
            Will = new WillMessage { Topic = "w", Payload = new byte[65_535] },
        });
        Assert.Equal(ReasonCode.Success, connack.ReasonCode);
    }

    [Fact]
    public async Task StopAsync_Clients_AreTold()
    {
        TestBroker broker = await TestBroker.StartAsync();
        using RawClient five = await broker.ConnectAsync("five");
        using RawClient three = await broker.ConnectAsync("three", version: MqttProtocolVersion.V311);
        await broker.DisposeAsync();
        Assert.Equal(ReasonCode.ServerShuttingDown, await five.ReadDisconnectAsync());
        await three.ExpectClosedAsync();
        await broker.DisposeAsync();
    }

    [Fact]
    public async Task StopAsync_PeerThatDoesNotClose_DoesNotHoldItUp()
    {
        TestBroker broker = await TestBroker.StartAsync(time: new ManualTimeProvider());
        using RawClient left = await broker.ConnectAsync("left");
        await left.SendAsync(o => new DisconnectPacket().Write(o, MqttProtocolVersion.V500));
        using RawClient silent = await broker.OpenAsync();
        await TestBroker.EventuallyAsync(() => broker.Statistics.Sessions == 0, "the first has said goodbye");
        await broker.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(0, broker.Statistics.ConnectionsOpen);
    }

    private static async Task SendPartAsync(TestBroker broker, RawClient client, byte[] bytes)
    {
        long before = broker.Statistics.BytesReceived;
        await client.SendAsync(bytes);
        await TestBroker.EventuallyAsync(() => broker.Statistics.BytesReceived == before + bytes.Length, "all is read");
    }

    private static ConnectPacket V5(string clientId) => new() { Version = MqttProtocolVersion.V500, ClientId = clientId, CleanStart = true };
}
