using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Tests.Codec;

/// <summary>What the specification forbids, as a table: version, sender (c or s), reason code, first byte, body.</summary>
public class MalformedPacketsTests
{
    private const string Table = """
        # Fixed headers [MQTT-2.1.3-1]
        4 c 81 00 |
        4 c 81 11 | "MQTT" 04 02 003c 0000
        5 s 81 21 | 00 00 00
        4 c 81 38 | "a/b"
        4 c 81 36 | "a/b" 0001
        4 c 81 3e | "a/b" 0001
        5 c 81 38 | "a/b" 00
        5 c 81 41 | 0001
        5 c 81 51 | 0001
        5 c 81 60 | 0001
        5 c 81 63 | 0001
        5 c 81 72 | 0001
        5 c 81 80 | 0001 00 "a" 00
        5 c 81 83 | 0001 00 "a" 00
        5 s 81 91 | 0001 00 00
        5 c 81 a0 | 0001 00 "a"
        5 s 81 b1 | 0001 00 00
        5 c 81 c1 |
        5 s 81 d8 |
        5 c 81 e1 |
        5 c 81 f1 | 18
        5 c 81 c0 | 00
        5 s 81 d0 | 00
        4 c 81 f0 | 00
        # Direction
        5 s 82 10 | "MQTT" 05 02 003c 00 0000
        5 c 82 20 | 00 00 00
        5 s 82 82 | 0001 00 "a" 00
        5 c 82 90 | 0001 00 00
        5 s 82 a2 | 0001 00 "a"
        5 c 82 b0 | 0001 00 00
        5 s 82 c0 |
        5 c 82 d0 |
        4 s 82 e0 |
        # CONNECT
        4 c 84 10 | "MQIsdp" 03 02 003c "a"
        4 c 84 10 | "MQTU" 04 02 003c "a"
        4 c 84 10 | "mqtt" 04 02 003c "a"
        4 c 84 10 | "MQTT" 03 02 003c "a"
        4 c 84 10 | "MQTT" 06 02 003c "a"
        4 c 84 10 | "MQTT" 84 02 003c "a"
        4 c 81 10 | "MQTT" 04 03 003c "a"
        4 c 81 10 | "MQTT" 04 1e 003c "a" "w" "p"
        4 c 81 10 | "MQTT" 04 0a 003c "a"
        4 c 81 10 | "MQTT" 04 12 003c "a"
        4 c 81 10 | "MQTT" 04 22 003c "a"
        5 c 81 10 | "MQTT" 05 22 003c 00 "a"
        4 c 81 10 | "MQTT" 04 42 003c "a" "p"
        4 c 81 10 | "MQTT" 04 82 003c "a"
        4 c 81 10 | "MQTT" 04 c2 003c "a" "u"
        4 c 81 10 | "MQTT" 04 06 003c "a" "w"
        4 c 81 10 | "MQTT" 04 02 003c "a" 00
        4 c 81 10 | "MQTT" 04 02 003c
        4 c 81 10 | "MQTT" 04 02 00
        4 c 81 10 | "MQTT" 04
        4 c 81 10 | "MQTT"
        4 c 81 10 | 0004 'MQ'
        4 c 81 10 |
        4 c 81 10 | "MQTT" 04 02 003c 0001 ff
        4 c 81 10 | "MQTT" 04 02 003c 0001 00
        4 c 81 10 | "MQTT" 04 82 003c "a" 0001 ff
        4 c 90 10 | "MQTT" 04 06 003c "a" "w/#" "p"
        4 c 90 10 | "MQTT" 04 06 003c "a" "+" "p"
        4 c 90 10 | "MQTT" 04 06 003c "a" 0000 "p"
        5 c 81 10 | "MQTT" 05 02 003c
        5 c 81 10 | "MQTT" 05 02 003c 05 11 000000 "a"
        5 c 81 10 | "MQTT" 05 02 003c 02 23 0001 "a"
        5 c 81 10 | "MQTT" 05 02 003c 7f "a"
        5 c 82 10 | "MQTT" 05 02 003c 03 21 0000 "a"
        5 c 82 10 | "MQTT" 05 02 003c 05 27 00000000 "a"
        5 c 82 10 | "MQTT" 05 02 003c 02 17 02 "a"
        5 c 82 10 | "MQTT" 05 02 003c 02 19 02 "a"
        5 c 82 10 | "MQTT" 05 02 003c 0a 11 00000001 11 00000001 "a"
        5 c 82 10 | "MQTT" 05 02 003c 06 21 0001 21 0001 "a"
        5 c 82 10 | "MQTT" 05 02 003c 0a 27 00000001 27 00000001 "a"
        5 c 82 10 | "MQTT" 05 02 003c 06 22 0001 22 0001 "a"
        5 c 82 10 | "MQTT" 05 02 003c 04 17 00 17 00 "a"
        5 c 82 10 | "MQTT" 05 02 003c 04 19 00 19 00 "a"
        5 c 82 10 | "MQTT" 05 02 003c 08 15 "a" 15 "a" "a"
        5 c 82 10 | "MQTT" 05 02 003c 0c 15 "a" 16 "a" 16 "a" "a"
        5 c 82 10 | "MQTT" 05 02 003c 04 16 "a" "a"
        5 c 81 10 | "MQTT" 05 02 003c 05 18 00000001 "a"
        5 c 81 10 | "MQTT" 05 06 003c 00 "a" 05 11 00000001 "w" "p"
        5 c 81 10 | "MQTT" 05 06 003c 00 "a" 03 23 0001 "w" "p"
        5 c 82 10 | "MQTT" 05 06 003c 00 "a" 0a 18 00000001 18 00000001 "w" "p"
        5 c 82 10 | "MQTT" 05 06 003c 00 "a" 02 01 02 "w" "p"
        5 c 82 10 | "MQTT" 05 06 003c 00 "a" 04 08 "#" "w" "p"
        # CONNACK
        4 s 81 20 | 02 00
        4 s 81 20 | 00
        4 s 81 20 | 00 00 00
        4 s 82 20 | 00 06
        4 s 82 20 | 01 05
        5 s 81 20 | 80 00 00
        5 s 81 20 | 00 00
        5 s 81 20 | 00 00 00 00
        5 s 81 20 | 00 00 01
        5 s 82 20 | 00 01 00
        5 s 82 20 | 00 8b 00
        5 s 82 20 | 00 8e 00
        5 s 82 20 | 00 ff 00
        5 s 82 20 | 01 87 00
        5 s 82 20 | 00 00 02 24 02
        5 s 82 20 | 00 00 02 25 02
        5 s 82 20 | 00 00 02 28 02
        5 s 82 20 | 00 00 03 21 0000
        5 s 82 20 | 00 00 05 27 00000000
        5 s 82 20 | 00 00 06 13 0001 13 0001
        5 s 82 20 | 00 00 08 1f "a" 1f "b"
        5 s 82 20 | 00 00 04 16 "a"
        5 s 81 20 | 00 00 02 17 00
        5 s 81 20 | 00 00 03 23 0001
        # PUBLISH
        4 c 82 30 | 0000 'x'
        4 c 81 30 | "a/+" 'x'
        4 c 81 30 | "#" 'x'
        4 c 81 30 | 0002 'a'
        4 c 81 30 | 00
        4 c 81 30 |
        4 c 82 32 | "a" 0000
        4 c 82 34 | "a" 0000
        4 c 81 32 | "a" 00
        4 c 81 30 | 0003 61 00 62
        4 c 81 30 | 0003 eda080
        4 c 81 30 | 0003 edbfbf
        4 c 81 30 | 0002 c080
        4 c 81 30 | 0003 e08080
        4 c 81 30 | 0004 f0808080
        4 c 81 30 | 0004 f4908080
        4 c 81 30 | 0005 f888808080
        4 c 81 30 | 0001 80
        4 c 81 30 | 0001 c3
        4 c 81 30 | 0001 ff
        4 c 81 30 | 0002 61 01
        4 c 81 30 | 0002 61 7f
        4 c 81 30 | 0003 61 c29f
        4 c 81 30 | 0003 efbfbf
        4 c 81 30 | 0003 efb790
        5 c 82 30 | 0000 00 'x'
        5 c 81 30 | "a"
        5 c 81 30 | "a" 05 01
        5 c 82 32 | "a" 0000 00
        5 c 82 30 | "a" 02 01 02
        5 c 82 30 | "a" 04 01 01 01 01
        5 c 82 30 | "a" 0a 02 00000001 02 00000001
        5 c 94 30 | "a" 03 23 0000
        5 c 82 30 | "a" 06 23 0001 23 0002
        5 c 82 30 | "a" 04 08 "#"
        5 c 82 30 | "a" 03 08 0000
        5 c 82 30 | "a" 08 08 "b" 08 "b"
        5 c 82 30 | "a" 08 09 "b" 09 "b"
        5 c 82 30 | "a" 08 03 "b" 03 "b"
        5 c 82 30 | "a" 02 0b 01
        5 s 82 30 | "a" 02 0b 00
        5 s 81 30 | "a" 05 0b ffffff ff
        5 s 81 30 | "a" 03 0b 8100
        5 s 81 30 | "a" 02 0b 81
        5 c 81 30 | "a" 04 03 0001 ff
        5 c 81 30 | "a" 04 03 0001 00
        5 c 81 30 | "a" 03 03 0001
        5 c 81 30 | "a" 05 26 "b" 00
        5 c 81 30 | "a" 07 26 "b" 0001 ff
        5 c 81 30 | "a" 07 26 0001 ff "b"
        5 c 81 30 | "a" 05 11 00000001
        5 c 81 30 | "a" 04 1f "a"
        5 c 81 30 | "a" 02 7f 00
        5 c 81 30 | "a" 02 00 00
        5 c 81 30 | "a" 02 04 00
        5 c 81 30 | "a" 03 8100 00
        5 c 81 30 | "a" 01 01
        5 c 81 30 | "a" 80
        5 c 81 30 | "a" 8000
        5 c 81 30 | "a" ffffffff 01
        # Acknowledgements
        4 c 82 40 | 0000
        4 c 81 40 | 00
        4 c 81 40 |
        4 c 81 40 | 0001 00
        4 c 82 62 | 0000
        5 c 82 40 | 0000
        5 c 82 40 | 0001 01
        5 c 82 40 | 0001 92
        5 c 82 50 | 0001 11
        5 c 82 62 | 0001 10
        5 c 82 70 | 0001 80
        5 c 81 40 | 0001 00 01
        5 c 81 40 | 0001 00 00 00
        5 c 81 40 | 0001 00 03 23 0001
        5 c 82 40 | 0001 00 08 1f "a" 1f "b"
        5 s 82 70 | 0001 00 08 1f "a" 1f "b"
        # SUBSCRIBE
        4 c 82 82 | 0001
        4 c 82 82 | 0000 "a" 00
        4 c 81 82 | 00
        4 c 81 82 | 0001 "a"
        4 c 81 82 | 0001 "a" 00 "b"
        4 c 81 82 | 0001 "a" 04
        4 c 81 82 | 0001 "a" 80
        4 c 82 82 | 0001 "a" 03
        4 c 81 82 | 0001 0002 6100 00
        4 c 81 82 | 0001 0001 ff 00
        5 c 82 82 | 0001 00
        5 c 81 82 | 0001
        5 c 81 82 | 0001 00 "a" 40
        5 c 81 82 | 0001 00 "a" 80
        5 c 82 82 | 0001 00 "a" 03
        5 c 82 82 | 0001 00 "a" 30
        5 c 82 82 | 0001 00 "$share/g/a" 04
        5 c 82 82 | 0001 02 0b 00 "a" 00
        5 c 82 82 | 0001 04 0b 01 0b 02 "a" 00
        5 c 81 82 | 0001 04 1f "a" "a" 00
        # SUBACK, UNSUBSCRIBE, UNSUBACK
        4 s 82 90 | 0001
        4 s 82 90 | 0000 00
        4 s 82 90 | 0001 03
        4 s 82 90 | 0001 87
        5 s 82 90 | 0001 00
        5 s 82 90 | 0001 00 03
        5 s 82 90 | 0001 00 11
        5 s 81 90 | 0001
        4 c 82 a2 | 0001
        4 c 82 a2 | 0000 "a"
        4 c 81 a2 | 0001 0002 'a'
        5 c 82 a2 | 0001 00
        5 c 81 a2 | 0001 02 0b 01 "a"
        4 s 81 b0 | 0001 00
        4 s 82 b0 | 0000
        5 s 82 b0 | 0001 00
        5 s 82 b0 | 0001 00 01
        5 s 81 b0 | 0001
        # DISCONNECT and AUTH
        4 c 81 e0 | 00
        5 c 82 e0 | 01
        5 c 82 e0 | 8b
        5 c 82 e0 | 8e
        5 s 82 e0 | 04
        5 s 82 e0 | 92
        5 c 81 e0 | 00 01
        5 c 81 e0 | 00 00 00
        5 s 82 e0 | 81 05 11 00000001
        5 c 82 e0 | 81 04 1c "a"
        5 c 82 e0 | 00 0a 11 00000001 11 00000001
        5 c 81 e0 | 00 03 21 0001
        5 c 82 f0 |
        5 c 82 f0 | 00 04 15 "a"
        5 s 82 f0 | 19 04 15 "a"
        5 c 82 f0 | 80 04 15 "a"
        5 c 82 f0 | 18
        5 c 82 f0 | 18 00
        5 c 82 f0 | 18 04 16 "a"
        5 c 81 f0 | 18 04 15 "a" 00
        5 c 82 f0 | 18 08 15 "a" 15 "a"
        """;

    public static TheoryData<string> Rows => [.. Table.Split('\n', StringSplitOptions.TrimEntries).Where(row => row[0] != '#').Distinct()];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Read_Forbidden_ThrowsWithItsReason(string row)
    {
        string[] halves = row.Split('|', 2);
        string[] head = halves[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var context = new DecodeContext(
            (MqttProtocolVersion)byte.Parse(head[0]),
            head[1] == "c" ? PacketSender.Client : PacketSender.Server);
        byte[] bytes = Wire.Packet(Convert.ToByte(head[3], 16), halves[1].Trim());

        var refused = Assert.Throws<MqttProtocolException>(() => Wire.Read(bytes, context));
        Assert.Equal((ReasonCode)Convert.ToByte(head[2], 16), refused.ReasonCode);
        Assert.NotEmpty(refused.Message);
    }
}
