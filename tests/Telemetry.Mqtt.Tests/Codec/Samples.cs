using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Tests.Codec;

/// <summary>One good packet of every kind, each with every property it may have, as bytes put together by hand.</summary>
internal static class Samples
{
    public static readonly (string Name, MqttProtocolVersion Version, PacketSender Sender, byte[] Bytes)[] All =
    [
        ("connect 3.1.1", V311, Client, Wire.Packet(0x10, "\"MQTT\" 04 ce 000a \"id\" \"will\" \"gone\" \"user\" \"secret\"")),
        ("connect 3.1.1 bare", V311, Client, Wire.Packet(0x10, "\"MQTT\" 04 02 003c 0000")),
        ("connack 3.1.1", V311, Server, Wire.Bytes("20 02 01 00")),
        ("connack 3.1.1 refused", V311, Server, Wire.Bytes("20 02 00 05")),
        ("publish 3.1.1 section 3.3.2.3", V311, Client, Wire.Packet(0x30, "\"a/b\" 'x'")),
        ("publish 3.1.1 qos 1", V311, Server, Wire.Packet(0x3B, "\"a/b\" 000a 'payload'")),
        ("publish 3.1.1 empty payload", V311, Client, Wire.Packet(0x31, "\"a/b\"")),
        ("puback 3.1.1", V311, Client, Wire.Bytes("40 02 1234")),
        ("pubrec 3.1.1", V311, Client, Wire.Bytes("50 02 1234")),
        ("pubrel 3.1.1", V311, Server, Wire.Bytes("62 02 1234")),
        ("pubcomp 3.1.1", V311, Server, Wire.Bytes("70 02 1234")),
        ("subscribe 3.1.1 section 3.8.3", V311, Client, Wire.Packet(0x82, "000a \"a/b\" 01 \"c/d\" 02")),
        ("suback 3.1.1 section 3.9.3", V311, Server, Wire.Packet(0x90, "000a 00 02 80")),
        ("unsubscribe 3.1.1 section 3.10.3", V311, Client, Wire.Packet(0xA2, "000a \"a/b\" \"c/d\"")),
        ("unsuback 3.1.1", V311, Server, Wire.Bytes("b0 02 000a")),
        ("pingreq", V311, Client, Wire.Bytes("c0 00")),
        ("pingresp", V311, Server, Wire.Bytes("d0 00")),
        ("disconnect 3.1.1", V311, Client, Wire.Bytes("e0 00")),
        ("connect", V500, Client, Wire.Packet(0x10,
            "\"MQTT\" 05 f6 000a 2a 11 0000000a 21 0014 27 00000100 22 000a 19 01 17 00 26 \"n\" \"v\" 15 \"SCRAM\" 16 \"data\""
            + " \"id\" 29 18 00000005 01 01 02 0000000a 03 \"text\" 08 \"reply\" 09 \"corr\" 26 \"n\" \"v\" \"will\" \"gone\" \"user\" 0003 00ff10")),
        ("connack", V500, Server, Wire.Packet(0x20,
            "01 00 4d 11 0000000a 21 0014 27 00000100 22 000a 24 01 25 01 12 \"id\" 1f \"why\" 26 \"n\" \"v\" 28 01 29 00 2a 01 13 003c 1a \"info\" 1c \"there\" 15 \"SCRAM\" 16 \"data\"")),
        ("publish", V500, Client, Wire.Packet(0x35,
            "\"a/b\" 000a 27 01 01 02 0000003c 23 0003 08 \"reply\" 09 \"corr\" 26 \"n\" \"v\" 03 \"text\" 'payload'")),
        ("publish to a subscriber", V500, Server, Wire.Packet(0x32, "\"a/b\" 000a 05 0b 01 0b c801 'payload'")),
        ("publish by alias", V500, Client, Wire.Packet(0x30, "0000 03 23 0003 'payload'")),
        ("puback", V500, Client, Wire.Packet(0x40, "1234 10 0d 1f \"why\" 26 \"n\" \"v\"")),
        ("puback with reason", V500, Client, Wire.Bytes("40 03 1234 10")),
        ("puback short", V500, Server, Wire.Bytes("40 02 1234")),
        ("pubrec", V500, Client, Wire.Packet(0x50, "1234 97 0d 1f \"why\" 26 \"n\" \"v\"")),
        ("pubrel", V500, Server, Wire.Packet(0x62, "1234 92 0d 1f \"why\" 26 \"n\" \"v\"")),
        ("pubcomp", V500, Server, Wire.Packet(0x70, "1234 92 0d 1f \"why\" 26 \"n\" \"v\"")),
        ("subscribe", V500, Client, Wire.Packet(0x82, "000a 0a 0b c801 26 \"n\" \"v\" \"a/b\" 2d \"$share/g/c/#\" 1a")),
        ("suback", V500, Server, Wire.Packet(0x90, "000a 0d 1f \"why\" 26 \"n\" \"v\" 00 01 02 80 8f a2")),
        ("unsubscribe", V500, Client, Wire.Packet(0xA2, "000a 07 26 \"n\" \"v\" \"a/b\" \"c/d\"")),
        ("unsuback", V500, Server, Wire.Packet(0xB0, "000a 0d 1f \"why\" 26 \"n\" \"v\" 00 11 87")),
        ("disconnect short", V500, Client, Wire.Bytes("e0 00")),
        ("disconnect with will", V500, Client, Wire.Bytes("e0 01 04")),
        ("disconnect of a client", V500, Client, Wire.Packet(0xE0, "81 12 11 0000000a 1f \"why\" 26 \"n\" \"v\"")),
        ("disconnect of a server", V500, Server, Wire.Packet(0xE0, "8b 15 1f \"why\" 26 \"n\" \"v\" 1c \"there\"")),
        ("auth short", V500, Server, Wire.Bytes("f0 00")),
        ("auth", V500, Client, Wire.Packet(0xF0, "19 1c 15 \"SCRAM\" 16 \"data\" 1f \"why\" 26 \"n\" \"v\"")),
    ];

    private const MqttProtocolVersion V311 = MqttProtocolVersion.V311;
    private const MqttProtocolVersion V500 = MqttProtocolVersion.V500;
    private const PacketSender Client = PacketSender.Client;
    private const PacketSender Server = PacketSender.Server;

    public static TheoryData<string> Names => [.. All.Select(sample => sample.Name)];

    public static (string Name, MqttProtocolVersion Version, PacketSender Sender, byte[] Bytes) Named(string name) => All.Single(sample => sample.Name == name);
}
