using static Telemetry.Mqtt.Codec.PropertyScope;

namespace Telemetry.Mqtt.Codec;

/// <summary>Table 2-4 of MQTT 5.0: the type of each property and the packets it may stand in.</summary>
internal static class PropertyTable
{
    private const PropertyScope Acks = Puback | Pubrec | Pubrel | Pubcomp;

    private const PropertyScope Answers = Connack | Acks | Suback | Unsuback | Disconnect | Auth;

    private static readonly (PropertyKind Kind, PropertyScope Scope)[] Rows = Build();

    public static (PropertyKind Kind, PropertyScope Scope) Find(byte id) => id < Rows.Length ? Rows[id] : default;

    private static (PropertyKind Kind, PropertyScope Scope)[] Build()
    {
        var rows = new (PropertyKind Kind, PropertyScope Scope)[(int)PropertyId.SharedSubscriptionAvailable + 1];
        void Add(PropertyId id, PropertyKind kind, PropertyScope scope) => rows[(int)id] = (kind, scope);

        Add(PropertyId.PayloadFormatIndicator, PropertyKind.Byte, Publish | Will);
        Add(PropertyId.MessageExpiryInterval, PropertyKind.UInt32, Publish | Will);
        Add(PropertyId.ContentType, PropertyKind.Text, Publish | Will);
        Add(PropertyId.ResponseTopic, PropertyKind.Name, Publish | Will);
        Add(PropertyId.CorrelationData, PropertyKind.Binary, Publish | Will);
        Add(PropertyId.SubscriptionIdentifier, PropertyKind.Variable, Publish | Subscribe);
        Add(PropertyId.SessionExpiryInterval, PropertyKind.UInt32, Connect | Connack | Disconnect);
        Add(PropertyId.AssignedClientIdentifier, PropertyKind.Name, Connack);
        Add(PropertyId.ServerKeepAlive, PropertyKind.UInt16, Connack);
        Add(PropertyId.AuthenticationMethod, PropertyKind.Text, Connect | Connack | Auth);
        Add(PropertyId.AuthenticationData, PropertyKind.Binary, Connect | Connack | Auth);
        Add(PropertyId.RequestProblemInformation, PropertyKind.Byte, Connect);
        Add(PropertyId.WillDelayInterval, PropertyKind.UInt32, Will);
        Add(PropertyId.RequestResponseInformation, PropertyKind.Byte, Connect);
        Add(PropertyId.ResponseInformation, PropertyKind.Text, Connack);
        Add(PropertyId.ServerReference, PropertyKind.Text, Connack | Disconnect);
        Add(PropertyId.ReasonString, PropertyKind.Text, Answers);
        Add(PropertyId.ReceiveMaximum, PropertyKind.UInt16, Connect | Connack);
        Add(PropertyId.TopicAliasMaximum, PropertyKind.UInt16, Connect | Connack);
        Add(PropertyId.TopicAlias, PropertyKind.UInt16, Publish);
        Add(PropertyId.MaximumQoS, PropertyKind.Byte, Connack);
        Add(PropertyId.RetainAvailable, PropertyKind.Byte, Connack);
        Add(PropertyId.UserProperty, PropertyKind.Pair, Answers | Connect | Publish | Will | Subscribe | Unsubscribe);
        Add(PropertyId.MaximumPacketSize, PropertyKind.UInt32, Connect | Connack);
        Add(PropertyId.WildcardSubscriptionAvailable, PropertyKind.Byte, Connack);
        Add(PropertyId.SubscriptionIdentifierAvailable, PropertyKind.Byte, Connack);
        Add(PropertyId.SharedSubscriptionAvailable, PropertyKind.Byte, Connack);
        return rows;
    }
}
