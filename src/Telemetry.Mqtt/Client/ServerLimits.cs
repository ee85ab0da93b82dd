using System.Text;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Topics;

namespace Telemetry.Mqtt.Client;

/// <summary>What the server of the present connection takes, from its CONNACK.</summary>
internal sealed record ServerLimits
{
    public static ServerLimits None { get; } = new();

    public ushort ReceiveMaximum { get; init; } = ushort.MaxValue;

    public QualityOfService MaximumQualityOfService { get; init; } = QualityOfService.ExactlyOnce;

    public bool RetainAvailable { get; init; } = true;

    public uint MaximumPacketSize { get; init; } = uint.MaxValue;

    public ushort TopicAliasMaximum { get; init; }

    public bool WildcardsAvailable { get; init; } = true;

    public bool SharedAvailable { get; init; } = true;

    public bool IdentifiersAvailable { get; init; } = true;

    public static ServerLimits Of(ConnackPacket connack) => new()
    {
        ReceiveMaximum = connack.ReceiveMaximum ?? None.ReceiveMaximum,
        MaximumQualityOfService = connack.MaximumQualityOfService ?? None.MaximumQualityOfService,
        RetainAvailable = connack.RetainAvailable ?? true,
        MaximumPacketSize = connack.MaximumPacketSize ?? None.MaximumPacketSize,
        TopicAliasMaximum = connack.TopicAliasMaximum ?? 0,
        WildcardsAvailable = connack.WildcardSubscriptionAvailable ?? true,
        SharedAvailable = connack.SharedSubscriptionAvailable ?? true,
        IdentifiersAvailable = connack.SubscriptionIdentifierAvailable ?? true,
    };

    /// <summary>Why this message must not be sent; null when it may.</summary>
    public ReasonCode? Refuses(QualityOfService qualityOfService, bool retain, int length) =>
        qualityOfService > MaximumQualityOfService ? ReasonCode.QosNotSupported
        : retain && !RetainAvailable ? ReasonCode.RetainNotSupported
        : length > MaximumPacketSize ? ReasonCode.PacketTooLarge
        : null;

    /// <summary>Why this subscription must not be asked for (sections 3.2.2.3.11 to 3.2.2.3.13); null when it may.</summary>
    public ReasonCode? Refuses(in SubscriptionRequest subscription, bool withIdentifier) =>
        !WildcardsAvailable && subscription.Filter.AsSpan().ContainsAny('+', '#') ? ReasonCode.WildcardSubscriptionsNotSupported
        : !SharedAvailable && TopicFilter.IsShared(Encoding.UTF8.GetBytes(subscription.Filter)) ? ReasonCode.SharedSubscriptionsNotSupported
        : !IdentifiersAvailable && withIdentifier ? ReasonCode.SubscriptionIdentifiersNotSupported
        : null;
}
