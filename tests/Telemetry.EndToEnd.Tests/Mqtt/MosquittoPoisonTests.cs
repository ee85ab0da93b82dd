using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Packets;

namespace Telemetry.EndToEnd.Tests.Mqtt;

/// <summary>What mosquitto forwards.</summary>
public sealed class MosquittoPoisonTests(MosquittoServer server) : PoisonContract(server), IClassFixture<MosquittoServer>
{
    [Fact]
    public async Task Receive_ManyUserProperties_ArrivesAndTheNext()
    {
        byte[] properties = new PublishProperties { UserProperties = [.. Enumerable.Repeat(new UserProperty("n", "v"), 1_000)] }.Encode();
        await ReceivesBothAsync(properties);
    }

    [Fact]
    public Task Receive_EmptyResponseTopic_ArrivesAndTheNext() => ReceivesBothAsync([0x08, 0, 0]);

    [Fact]
    public async Task Receive_LargerThanTakenIn311_IsRefusedAndTheNextArrives()
    {
        var receiver = new ContractReceiver();
        await using MqttClient client = await ConnectAsync(
            Staying(MqttProtocolVersion.V311, Topic("#")) with { MaximumPacketSize = 10_000 }, receiver);
        byte[] poison = Packet(Topic("odd"), new string('x', 500_000), MqttProtocolVersion.V311);
        Assert.Equal([Topic("good good")], await ReceiveBehindAsync(MqttProtocolVersion.V311, poison, client, receiver.NextAsync));
        Assert.Equal(1, client.Statistics.RefusedBy(MqttRefusal.TooLarge));
    }

    private async Task ReceivesBothAsync(byte[] properties)
    {
        var receiver = new ContractReceiver();
        await using MqttClient client = await ConnectAsync(Staying(MqttProtocolVersion.V500, Topic("#")), receiver);
        byte[] poison = Packet(Topic("odd"), "odd", MqttProtocolVersion.V500, properties);
        Assert.Equal(
            [Topic("odd odd"), Topic("good good")], await ReceiveBehindAsync(MqttProtocolVersion.V500, poison, client, receiver.NextAsync));
        Assert.Equal(0, client.Statistics.Refused);
    }
}
