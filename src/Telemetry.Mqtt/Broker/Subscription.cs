using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Topics;

namespace Telemetry.Mqtt.Broker;

/// <summary>One filter of one session. Immutable once it is held: a changed subscription takes the old one's place.</summary>
internal sealed class Subscription(Session session, byte[] filter, QualityOfService qos, bool noLocal, bool retainAsPublished, uint identifier)
{
    private const byte NoLocalBit = 0x04;
    private const byte RetainAsPublishedBit = 0x08;

    public Session Session => session;

    /// <summary>As the client wrote it; it names the subscription.</summary>
    public byte[] Filter => filter;

    /// <summary>What topics are matched against.</summary>
    public ReadOnlySpan<byte> Pattern => TopicFilter.Unshared(filter);

    /// <summary>Who shares it; null when it is the session's alone. Set by the session before anybody else sees it.</summary>
    public SharedGroup? Group { get; set; }

    public QualityOfService QualityOfService => qos;

    public bool NoLocal => noLocal;

    public bool RetainAsPublished => retainAsPublished;

    /// <summary>0 when there is none.</summary>
    public uint Identifier => identifier;

    /// <summary>The identifier as the property of a PUBLISH; empty when there is none.</summary>
    public byte[] IdentifierProperty { get; } = Encode(identifier);

    /// <summary>The options as they stand in SUBSCRIBE, without the retain handling, which is over.</summary>
    public byte Options => (byte)((int)qos | (noLocal ? NoLocalBit : 0) | (retainAsPublished ? RetainAsPublishedBit : 0));

    public static Subscription Restore(Session session, ReadOnlySpan<byte> filter, byte options, uint identifier) =>
        new(session, filter.ToArray(), (QualityOfService)(options & 3), (options & NoLocalBit) != 0, (options & RetainAsPublishedBit) != 0, identifier);

    private static byte[] Encode(uint identifier)
    {
        if (identifier == 0)
            return [];
        var property = new byte[1 + VariableInteger.Length((int)identifier)];
        property[0] = (byte)PropertyId.SubscriptionIdentifier;
        VariableInteger.Write(property.AsSpan(1), (int)identifier);
        return property;
    }
}
