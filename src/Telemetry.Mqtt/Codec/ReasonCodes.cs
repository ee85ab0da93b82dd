using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Codec;

/// <summary>Which reason codes each packet may carry (the tables of MQTT 5.0, sections 3.2 to 3.15), and their 3.1.1 counterparts.</summary>
internal static class ReasonCodes
{
    /// <exception cref="MqttProtocolException">0x82 for a reason code that this packet of this sender may not carry.</exception>
    public static ReasonCode Check(PacketType type, PacketSender sender, byte code)
    {
        if (!IsAllowed(type, sender, code))
            MqttProtocolException.ThrowProtocolError($"{type} of a {sender} with reason code 0x{code:x2}.");
        return (ReasonCode)code;
    }

    /// <summary>The rest of a SUBACK or UNSUBACK: one reason code for each filter.</summary>
    /// <exception cref="MqttProtocolException">0x82 for none, and for one that this packet may not carry.</exception>
    public static IReadOnlyList<ReasonCode> ReadAll(ref BodyReader body, PacketType type, in DecodeContext context)
    {
        if (body.AtEnd)
            MqttProtocolException.ThrowProtocolError($"{type} without a reason code.");
        var codes = new List<ReasonCode>(body.Remaining);
        while (!body.AtEnd)
            codes.Add(Check(type, context.Sender, body.Byte()));
        return codes;
    }

    public static bool IsAllowed(PacketType type, PacketSender sender, byte code) => type switch
    {
        PacketType.Connack => code is 0x00 or (>= 0x80 and <= 0x8A) or 0x8C or 0x90 or 0x95 or 0x97 or (>= 0x99 and <= 0x9D) or 0x9F,
        PacketType.Puback or PacketType.Pubrec => code is 0x00 or 0x10 or 0x80 or 0x83 or 0x87 or 0x90 or 0x91 or 0x97 or 0x99,
        PacketType.Pubrel or PacketType.Pubcomp => code is 0x00 or 0x92,
        PacketType.Suback => code is <= 0x02 or 0x80 or 0x83 or 0x87 or 0x8F or 0x91 or 0x97 or 0x9E or 0xA1 or 0xA2,
        PacketType.Unsuback => code is 0x00 or 0x11 or 0x80 or 0x83 or 0x87 or 0x8F or 0x91,
        PacketType.Auth => code == 0x18 || code == (sender == PacketSender.Server ? 0x00 : 0x19),
        _ => code is 0x00 or (>= 0x80 and <= 0x83) or 0x90 or (>= 0x93 and <= 0x99)
            || (sender == PacketSender.Client
                ? code == 0x04
                : code is 0x87 or 0x89 or (>= 0x8B and <= 0x8F) or (>= 0x9A and <= 0xA2)),
    };

    /// <summary>The reason code of a 3.1.1 CONNACK return code.</summary>
    public static ReasonCode FromReturnCode(byte code)
    {
        if (code > 5)
            MqttProtocolException.ThrowProtocolError($"CONNACK with return code {code}.");
        return code switch
        {
            0 => ReasonCode.Success,
            1 => ReasonCode.UnsupportedProtocolVersion,
            2 => ReasonCode.ClientIdentifierNotValid,
            3 => ReasonCode.ServerUnavailable,
            4 => ReasonCode.BadUserNameOrPassword,
            _ => ReasonCode.NotAuthorized,
        };
    }

    /// <summary>The 3.1.1 CONNACK return code that comes nearest.</summary>
    public static byte ToReturnCode(ReasonCode code) => code switch
    {
        ReasonCode.Success => 0,
        ReasonCode.UnsupportedProtocolVersion => 1,
        ReasonCode.ClientIdentifierNotValid => 2,
        ReasonCode.BadUserNameOrPassword or ReasonCode.BadAuthenticationMethod => 4,
        ReasonCode.NotAuthorized or ReasonCode.Banned or ReasonCode.TopicNameInvalid => 5,
        _ => 3,
    };
}
