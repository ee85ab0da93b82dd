using System.Text;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Tests.Codec;

/// <summary>A PUBLISH that outlives its buffer, for tests.</summary>
internal sealed record PublishCopy
{
    public string Topic { get; init; } = "";

    public string PayloadHex { get; init; } = "";

    public string PropertiesHex { get; init; } = "";

    public string ContentType { get; init; } = "";

    public uint? MessageExpirySeconds { get; init; }

    public ushort TopicAlias { get; init; }

    public ushort PacketId { get; init; }

    public QualityOfService QualityOfService { get; init; }

    public bool Retain { get; init; }

    public bool Duplicate { get; init; }

    public static PublishCopy Of(in PublishPacket packet) => new()
    {
        Topic = Encoding.UTF8.GetString(packet.Topic),
        PayloadHex = Wire.Hex(packet.Payload),
        PropertiesHex = Wire.Hex(packet.Properties),
        ContentType = Encoding.UTF8.GetString(packet.ContentType),
        MessageExpirySeconds = packet.MessageExpirySeconds,
        TopicAlias = packet.TopicAlias,
        PacketId = packet.PacketId,
        QualityOfService = packet.QualityOfService,
        Retain = packet.Retain,
        Duplicate = packet.Duplicate,
    };

    public byte[] Write(MqttProtocolVersion version)
    {
        var packet = new PublishPacket
        {
            Topic = Encoding.UTF8.GetBytes(Topic),
            Payload = Convert.FromHexString(PayloadHex),
            Properties = Convert.FromHexString(PropertiesHex),
            PacketId = PacketId,
            QualityOfService = QualityOfService,
            Retain = Retain,
            Duplicate = Duplicate,
        };
        byte[] bytes = new byte[packet.GetLength(version)];
        Assert.Equal(bytes.Length, packet.Write(bytes, version));
        return bytes;
    }
}
