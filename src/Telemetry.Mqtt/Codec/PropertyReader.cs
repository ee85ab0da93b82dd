using System.Text;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Codec;

/// <summary>
/// Walks a block of MQTT 5.0 properties without allocating, and refuses what may not stand there.
/// </summary>
/// <example><code>var reader = new PropertyReader(block, PropertyScope.Publish, 100);
/// while (reader.MoveNext()) switch (reader.Id) { ... }</code></example>
/// <param name="block">The properties without their length.</param>
/// <param name="scope">The packet they stand in.</param>
/// <param name="maximumUserProperties">More are refused with 0x97.</param>
/// <param name="sender">From a server a response topic may be empty or have control characters: it only forwards.</param>
public ref struct PropertyReader(
    ReadOnlySpan<byte> block, PropertyScope scope, int maximumUserProperties, PacketSender sender = PacketSender.Client)
{
    private BodyReader _body = new(block);
    private ulong _seen;
    private int _userProperties;

    /// <summary>The property the reader stands on.</summary>
    public PropertyId Id { get; private set; }

    /// <summary>The value of an integer property.</summary>
    public uint Number { get; private set; }

    /// <summary>The value of a string or binary property; the value of a user property.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>The name of a user property.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    internal readonly bool Flag => Number != 0;

    internal readonly string Text => Encoding.UTF8.GetString(Value);

    internal readonly UserProperty UserProperty => new(Encoding.UTF8.GetString(Name), Text);

    /// <summary>Steps to the next property; false at the end of the block.</summary>
    /// <exception cref="MqttProtocolException">
    /// 0x81 for a property of another packet, or one that cannot be read; 0x82 for a second one or a value that is not
    /// allowed; 0x94 for topic alias 0; 0x97 for too many user properties.
    /// </exception>
    public bool MoveNext()
    {
        if (_body.AtEnd)
            return false;
        byte id = _body.Byte();
        (PropertyKind kind, PropertyScope allowed) = PropertyTable.Find(id);
        if ((allowed & scope) == 0)
            MqttProtocolException.ThrowMalformed($"Property 0x{id:x2} may not stand in {scope}.");
        Id = (PropertyId)id;
        CheckRepeated();
        ReadValue(kind);
        return true;
    }

    private void CheckRepeated()
    {
        if (Id == PropertyId.UserProperty)
        {
            if (++_userProperties > maximumUserProperties)
                throw new MqttProtocolException(ReasonCode.QuotaExceeded, $"More than {maximumUserProperties} user properties in one packet.");
            return;
        }

        // A PUBLISH carries the identifier of every subscription it matched.
        if (Id == PropertyId.SubscriptionIdentifier && scope == PropertyScope.Publish)
            return;
        ulong bit = 1UL << (int)Id;
        if ((_seen & bit) != 0)
            MqttProtocolException.ThrowProtocolError($"{Id} stands twice in {scope}.");
        _seen |= bit;
    }

    private void ReadValue(PropertyKind kind)
    {
        switch (kind)
        {
            case PropertyKind.Byte:
                Number = _body.Byte();
                if (Number > 1)
                    MqttProtocolException.ThrowProtocolError($"{Id} is {Number}, neither 0 nor 1.");
                break;
            case PropertyKind.UInt16:
                Number = _body.UInt16();
                CheckNotZero();
                break;
            case PropertyKind.UInt32:
                Number = _body.UInt32();
                CheckNotZero();
                break;
            case PropertyKind.Variable:
                Number = _body.Variable();
                CheckNotZero();
                break;
            case PropertyKind.Binary:
                Value = _body.Binary();
                break;
            case PropertyKind.Text:
                Value = _body.Text();
                break;
            case PropertyKind.Name:
                Value = _body.Name(sender);
                if (Id == PropertyId.ResponseTopic && !Utf8Text.IsTopicName(Value) && (sender == PacketSender.Client || !Value.IsEmpty))
                    MqttProtocolException.ThrowProtocolError("The response topic is empty or has a wildcard [MQTT-3.3.2-14].");
                break;
            default:
                Name = _body.Text();
                Value = _body.Text();
                break;
        }
    }

    private readonly void CheckNotZero()
    {
        if (Number != 0)
            return;
        if (Id == PropertyId.TopicAlias)
            throw new MqttProtocolException(ReasonCode.TopicAliasInvalid, "Topic alias 0 [MQTT-3.3.2-8].");
        if (Id is PropertyId.ReceiveMaximum or PropertyId.MaximumPacketSize or PropertyId.SubscriptionIdentifier)
            MqttProtocolException.ThrowProtocolError($"{Id} is 0.");
    }
}
