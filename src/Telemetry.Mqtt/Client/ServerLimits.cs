using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Client;

/// <summary>What the server of the present connection takes, from its CONNACK.</summary>
internal sealed record ServerLimits(ushort ReceiveMaximum, QualityOfService MaximumQualityOfService, bool RetainAvailable, uint MaximumPacketSize)
{
    public static ServerLimits None { get; } = new(ushort.MaxValue, QualityOfService.ExactlyOnce, RetainAvailable: true, uint.MaxValue);

    public static ServerLimits Of(ConnackPacket connack) => new(
        connack.ReceiveMaximum ?? None.ReceiveMaximum,
        connack.MaximumQualityOfService ?? None.MaximumQualityOfService,
        connack.RetainAvailable ?? None.RetainAvailable,
        connack.MaximumPacketSize ?? None.MaximumPacketSize);

    /// <summary>Why this message must not be sent; null when it may.</summary>
    public ReasonCode? Refuses(QualityOfService qualityOfService, bool retain, int length) =>
        qualityOfService > MaximumQualityOfService ? ReasonCode.QosNotSupported
        : retain && !RetainAvailable ? ReasonCode.RetainNotSupported
        : length > MaximumPacketSize ? ReasonCode.PacketTooLarge
        : null;
}
