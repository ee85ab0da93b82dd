using Telemetry.Mqtt.Broker;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Tests.Broker;

/// <summary>No packet to a client is larger than it takes [MQTT-3.1.2-24].</summary>
public class PacketSizeTests
{
    [Theory]
    [InlineData(1u, false)]
    [InlineData(4u, false)]
    [InlineData(5u, true)]
    [InlineData(15u, true)]
    public async Task Connect_SmallerThanTheAnswer_IsRefusedInWhatFits(uint maximum, bool isTold)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.OpenAsync();
        await client.SendAsync(Connect(maximum).Write);
        if (isTold)
        {
            (byte header, byte[] body) = await client.ReadAsync();
            ConnackPacket connack = ConnackPacket.Parse(new Frame(header, body), client.Context);
            Assert.Equal((ReasonCode.PacketTooLarge, null), (connack.ReasonCode, connack.ReasonString));
        }

        await client.ExpectClosedAsync();
        Assert.Equal(1, broker.Statistics.Refused(RefusalStage.Connect, ReasonCode.PacketTooLarge));
        Assert.Equal(0, broker.Statistics.Sessions);
    }

    [Theory]
    [InlineData(30u, false)]
    [InlineData(1_000u, true)]
    public async Task Disconnect_ReasonString_OnlyWhenItFits(uint maximum, bool hasString)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.OpenAsync();
        await client.ConnectAsync(Connect(maximum));
        await client.SendAsync(new byte[] { 0x20, 0x03, 0, 0, 0 });
        (byte header, byte[] body) = await client.ReadAsync();
        DisconnectPacket packet = DisconnectPacket.Parse(new Frame(header, body), client.Context);
        Assert.Equal((ReasonCode.ProtocolError, hasString), (packet.ReasonCode, packet.ReasonString is not null));
        await client.ExpectClosedAsync();
    }

    [Fact]
    public async Task Subscribe_AnswerTooLarge_Disconnects()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.OpenAsync();
        await client.ConnectAsync(Connect(30));
        await client.SendSubscribeAsync(null, [.. Enumerable.Range(0, 40).Select(i => new SubscriptionRequest($"{i}", QualityOfService.AtMostOnce))]);
        Assert.Equal(ReasonCode.PacketTooLarge, await client.ReadDisconnectAsync());
    }

    private static ConnectPacket Connect(uint maximum) =>
        new() { Version = MqttProtocolVersion.V500, ClientId = "c", CleanStart = true, MaximumPacketSize = maximum };
}
