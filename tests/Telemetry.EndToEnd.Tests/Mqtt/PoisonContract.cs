using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Telemetry.Mqtt;
using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Packets;

namespace Telemetry.EndToEnd.Tests.Mqtt;

/// <summary>
/// One device's odd message, which a real broker takes, acknowledges and forwards, must not keep a client with a lasting
/// session from everything behind it.
/// </summary>
public abstract class PoisonContract(ContractServer server) : ClientContract(server)
{
    /// <summary>Sends the packet as a device would, then a good message, and waits until the client has the good one.</summary>
    protected async Task<List<string>> ReceiveBehindAsync(MqttProtocolVersion version, byte[] poison, MqttClient client, Func<Task<string>> nextAsync)
    {
        using (var device = new TcpClient())
        {
            await device.ConnectAsync(IPAddress.Loopback, Server.Port);
            var output = new ArrayBufferWriter<byte>();
            new ConnectPacket { Version = version, ClientId = $"d{Guid.NewGuid():N}"[..20], CleanStart = true }.Write(output);
            output.Write(poison);
            await device.GetStream().WriteAsync(output.WrittenMemory);
            await ReadUntilPubackAsync(device.GetStream());
        }

        await using MqttClient good = await ConnectAsync(Options(version));
        await PublishAsync(good, Topic("good"), "good", QualityOfService.AtLeastOnce);
        var received = new List<string>();
        do
            received.Add(await nextAsync());
        while (received[^1] != Topic("good good"));
        Assert.Equal(1, client.Statistics.Connections);
        return received;
    }

    /// <summary>PUBLISH at QoS 1 with packet identifier 1.</summary>
    protected static byte[] Packet(string topic, string payload, MqttProtocolVersion version, byte[]? properties = null)
    {
        var packet = new PublishPacket
        {
            Topic = Encoding.UTF8.GetBytes(topic),
            Payload = Encoding.UTF8.GetBytes(payload),
            Properties = properties,
            QualityOfService = QualityOfService.AtLeastOnce,
            PacketId = 1,
        };
        byte[] bytes = new byte[packet.GetLength(version)];
        packet.Write(bytes, version);
        return bytes;
    }

    /// <summary>The broker has the message: CONNACK and PUBACK are small, and PUBACK is the last.</summary>
    private static async Task ReadUntilPubackAsync(NetworkStream stream)
    {
        using var limit = new CancellationTokenSource(Patience);
        byte[] header = new byte[2];
        do
        {
            await stream.ReadExactlyAsync(header, limit.Token);
            await stream.ReadExactlyAsync(new byte[header[1]], limit.Token);
        }
        while (header[0] != (int)PacketType.Puback << 4);
    }
}
