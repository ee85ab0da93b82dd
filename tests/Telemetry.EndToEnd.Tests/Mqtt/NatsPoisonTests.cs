using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Packets;

namespace Telemetry.EndToEnd.Tests.Mqtt;

/// <summary>What nats-server forwards.</summary>
public sealed class NatsPoisonTests(NatsServer server) : PoisonContract(server), IClassFixture<NatsServer>
{
    [Theory]
    [InlineData("odd\u0001")]
    [InlineData("odd\u007f")]
    [InlineData("odd\uffff")]
    public async Task Receive_ControlOrNonCharacterInTheTopic_ArrivesAndTheNext(string name)
    {
        var receiver = new ContractReceiver();
        await using MqttClient client = await ConnectAsync(Staying(MqttProtocolVersion.V311, Topic("#")), receiver);
        byte[] poison = Packet(Topic(name), "odd", MqttProtocolVersion.V311);
        Assert.Equal(
            [Topic($"{name} odd"), Topic("good good")], await ReceiveBehindAsync(MqttProtocolVersion.V311, poison, client, receiver.NextAsync));
    }

    [Fact]
    public async Task Receive_LargerThanTaken_IsRefusedAndTheNextArrives()
    {
        var receiver = new ContractReceiver();
        await using MqttClient client = await ConnectAsync(
            Staying(MqttProtocolVersion.V311, Topic("#")) with { MaximumPacketSize = 10_000 }, receiver);
        byte[] poison = Packet(Topic("odd"), new string('x', 500_000), MqttProtocolVersion.V311);
        Assert.Equal([Topic("good good")], await ReceiveBehindAsync(MqttProtocolVersion.V311, poison, client, receiver.NextAsync));
        Assert.Equal(1, client.Statistics.RefusedBy(MqttRefusal.TooLarge));
    }
}
