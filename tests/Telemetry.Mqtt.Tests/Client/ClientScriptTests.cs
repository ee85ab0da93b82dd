using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Tests.Client;

/// <summary>What goes over the wire, byte by byte, in the order of the specification's sections.</summary>
public sealed class ClientScriptTests : IDisposable
{
    private readonly ScriptedServer _server = new();

    public void Dispose() => _server.Dispose();

    public static TheoryData<string, string> Five => new()
    {
        // 3.3 and 4.3: the three qualities out
        { "QoS 0 out", "accept 00 00 00 | publish 0 t x | < 30 05 \"t\" 00 'x' | result 0 Success" },
        { "QoS 1 out", "accept 00 00 00 | publish 1 t x | < 32 07 \"t\" 0001 00 'x' | > 40 02 0001 | result 0 Success" },
        { "QoS 1 out, reason without properties", "accept 00 00 00 | publish 1 t x | < 32 07 \"t\" 0001 00 'x' | > 40 03 0001 10 | result 0 NoMatchingSubscribers" },
        { "QoS 1 out, refused with a reason string", "accept 00 00 00 | publish 1 t x | < 32 07 \"t\" 0001 00 'x' | > 40 0a 0001 97 06 1f \"low\" | result 0 QuotaExceeded" },
        { "QoS 2 out", "accept 00 00 00 | publish 2 t x | < 34 07 \"t\" 0001 00 'x' | > 50 02 0001 | < 62 02 0001 | > 70 02 0001 | result 0 Success" },
        { "QoS 2 out, refused at PUBREC", "accept 00 00 00 | publish 2 t x | < 34 07 \"t\" 0001 00 'x' | > 50 03 0001 87 | result 0 NotAuthorized" },
        { "QoS 2 out, PUBREC twice", "accept 00 00 00 | publish 2 t x | < 34 07 \"t\" 0001 00 'x' | > 50 02 0001 | < 62 02 0001 | > 50 02 0001 | < 62 02 0001 | > 70 02 0001 | result 0 Success" },
        { "QoS 2 out, forgotten by the server after PUBREC", "accept 00 00 00 | publish 2 t x | < 34 07 \"t\" 0001 00 'x' | > 50 02 0001 | < 62 02 0001 | > 70 03 0001 92 | result 0 Success" },
        { "PUBREC of nothing", "accept 00 00 00 | > 50 02 0009 | < 62 03 0009 92" },
        { "PUBACK and PUBCOMP of nothing do no harm", "accept 00 00 00 | > 40 02 0009 | > 70 02 0009 | > 50 02 0009 | < 62 03 0009 92" },
        { "PUBCOMP before PUBREC", "accept 00 00 00 | publish 2 t x | < 34 07 \"t\" 0001 00 'x' | > 70 02 0001 | < e0 01 82 | closed" },
        { "PUBACK for QoS 2", "accept 00 00 00 | publish 2 t x | < 34 07 \"t\" 0001 00 'x' | > 40 02 0001 | < e0 01 82 | closed" },
        { "PUBREC for QoS 1", "accept 00 00 00 | publish 1 t x | < 32 07 \"t\" 0001 00 'x' | > 50 02 0001 | < e0 01 82 | closed" },

        // 3.3 and 4.3: the three qualities in
        { "QoS 1 in", "accept 00 00 00 | > 32 07 \"a\" 0007 00 'x' | got a x | < 40 02 0007" },
        { "QoS 2 in", "accept 00 00 00 | > 34 07 \"a\" 0007 00 'x' | got a x | < 50 02 0007 | > 62 02 0007 | < 70 02 0007" },
        { "QoS 2 in, sent twice", "accept 00 00 00 | > 34 07 \"a\" 0007 00 'x' | < 50 02 0007 | > 3c 07 \"a\" 0007 00 'x' | < 50 02 0007 | > 62 02 0007 | < 70 02 0007 | > 34 07 \"a\" 0007 00 'y' | < 50 02 0007 | got a x | got a y" },
        { "PUBREL of nothing", "accept 00 00 00 | > 62 02 0007 | < 70 03 0007 92" },
        { "PUBREL with a reason", "accept 00 00 00 | > 34 07 \"a\" 0007 00 'x' | < 50 02 0007 | > 62 03 0007 92 | < 70 02 0007" },
        { "Empty payload, retained", "accept 00 00 00 | > 31 04 \"a\" 00 | got a  retained" },

        // 4.4: what a lost connection leaves
        { "Redelivery in order", "accept 00 00 00 | publish 1 t 1 | publish 2 t 2 | publish 1 t 3 | < 32 07 \"t\" 0001 00 '1' | < 34 07 \"t\" 0002 00 '2' | < 32 07 \"t\" 0003 00 '3' | > 50 02 0002 | < 62 02 0002 | drop | accept 01 00 00 | < 3a 07 \"t\" 0001 00 '1' | < 62 02 0002 | < 3a 07 \"t\" 0003 00 '3' | > 40 02 0001 | > 70 02 0002 | > 40 02 0003 | result 0 Success | result 1 Success | result 2 Success" },
        { "QoS 2 in over two connections", "accept 00 00 00 | > 34 07 \"a\" 0007 00 'x' | < 50 02 0007 | drop | accept 01 00 00 | > 3c 07 \"a\" 0007 00 'x' | < 50 02 0007 | > 62 02 0007 | < 70 02 0007 | > 30 05 \"b\" 00 'y' | got a x | got b y" },
        { "QoS 2 in, session gone: the id means another message", "accept 00 00 00 | > 34 07 \"a\" 0007 00 'x' | < 50 02 0007 | drop | accept 00 00 00 | > 34 07 \"a\" 0007 00 'y' | < 50 02 0007 | got a x | got a y" },

        // 3.1.2.11.3: receive maximum (3 here)
        { "Receive maximum exceeded at QoS 2", "accept 00 00 00 | > 34 06 \"a\" 0001 00 | < 50 02 0001 | > 34 06 \"a\" 0002 00 | < 50 02 0002 | > 34 06 \"a\" 0003 00 | < 50 02 0003 | > 34 06 \"a\" 0004 00 | < e0 01 93 | closed" },
        { "Receive maximum freed by PUBREL", "accept 00 00 00 | > 34 06 \"a\" 0001 00 | < 50 02 0001 | > 34 06 \"a\" 0002 00 | < 50 02 0002 | > 34 06 \"a\" 0003 00 | < 50 02 0003 | > 62 02 0001 | < 70 02 0001 | > 34 06 \"a\" 0004 00 | < 50 02 0004" },
        { "Receive maximum exceeded by QoS 1 after QoS 2", "accept 00 00 00 | > 34 06 \"a\" 0001 00 | < 50 02 0001 | > 34 06 \"a\" 0002 00 | < 50 02 0002 | > 34 06 \"a\" 0003 00 | < 50 02 0003 | > 32 06 \"a\" 0004 00 | < e0 01 93 | closed" },
        { "Receive maximum exceeded by QoS 1 and 2 in one read", "accept 00 00 00 | > 34 06 \"a\" 0001 00 34 06 \"a\" 0002 00 32 06 \"a\" 0003 00 32 06 \"a\" 0004 00 | < e0 01 93 | closed" },
        { "Receive maximum begins anew with each connection", "accept 00 00 00 | > 34 06 \"a\" 0001 00 | < 50 02 0001 | > 34 06 \"a\" 0002 00 | < 50 02 0002 | > 34 06 \"a\" 0003 00 | < 50 02 0003 | drop | accept 01 00 00 | > 34 06 \"a\" 0004 00 | < 50 02 0004 | > 3c 06 \"a\" 0001 00 | < 50 02 0001 | > 62 02 0002 | < 70 02 0002 | > 34 06 \"a\" 0005 00 | < 50 02 0005 | > 34 06 \"a\" 0006 00 | < e0 01 93 | closed" },
        { "Receive maximum, one sent again counts once", "accept 00 00 00 | > 34 06 \"a\" 0001 00 | < 50 02 0001 | > 34 06 \"a\" 0002 00 | < 50 02 0002 | > 34 06 \"a\" 0003 00 | < 50 02 0003 | > 3c 06 \"a\" 0003 00 | < 50 02 0003 | > 62 02 0003 | < 70 02 0003 | > 32 06 \"a\" 0004 00 | < 40 02 0004" },
        { "The server's receive maximum", "accept 00 00 03 21 0001 | publish 1 t 1 | publish 2 t 2 | < 32 07 \"t\" 0001 00 '1' | > 40 02 0001 | < 34 07 \"t\" 0002 00 '2' | result 0 Success" },
        { "The server's receive maximum is freed by PUBCOMP only", "accept 00 00 03 21 0001 | publish 2 t 1 | publish 1 t 2 | < 34 07 \"t\" 0001 00 '1' | > 50 02 0001 | < 62 02 0001 | > 70 02 0001 | < 32 07 \"t\" 0002 00 '2'" },

        // 3.3.2.3.4: topic aliases, in (2 offered) and out
        { "Alias in", "accept 00 00 00 | > 30 08 \"a\" 03 23 0001 'x' | > 30 07 0000 03 23 0001 'y' | > 30 08 \"b\" 03 23 0001 'x' | > 30 07 0000 03 23 0001 'y' | got a x | got a y | got b x | got b y" },
        { "Alias in, above the maximum", "accept 00 00 00 | > 30 08 \"a\" 03 23 0003 'x' | < e0 01 94 | closed" },
        { "Alias in, zero", "accept 00 00 00 | > 30 08 \"a\" 03 23 0000 'x' | < e0 01 94 | closed" },
        { "Alias in, not set up", "accept 00 00 00 | > 30 07 0000 03 23 0002 'x' | < e0 01 82 | closed" },
        { "Alias in, gone with the connection", "accept 00 00 00 | > 30 08 \"a\" 03 23 0001 'x' | got a x | drop | accept 01 00 00 | > 30 07 0000 03 23 0001 'x' | < e0 01 82 | closed" },
        { "Alias out", "accept 00 00 03 22 0001 | publish 0 t x | publish 0 t y | publish 1 t z | publish 0 u x | < 30 08 \"t\" 03 23 0001 'x' | < 30 07 0000 03 23 0001 'y' | < 32 09 0000 0001 03 23 0001 'z' | < 30 05 \"u\" 00 'x'" },
        { "Alias out, a message sent again bears its topic", "accept 00 00 03 22 0001 | publish 0 t x | publish 1 t z | < 30 08 \"t\" 03 23 0001 'x' | < 32 09 0000 0001 03 23 0001 'z' | drop | accept 01 00 03 22 0001 | < 3a 0a \"t\" 0001 03 23 0001 'z'" },
        { "Alias out, none where it would make the packet too large", "accept 00 00 08 22 0001 27 00000008 | publish 0 t x | < 30 05 \"t\" 00 'x' | publish 0 t 12345 | result 1 PacketTooLarge" },

        // 3.2.2.3: what else CONNACK says
        { "Maximum QoS", "accept 00 00 02 24 01 | publish 2 t x | result 0 QosNotSupported | publish 1 t x | < 32 07 \"t\" 0001 00 'x'" },
        { "Maximum packet size", "accept 00 00 05 27 00000009 | publish 1 t ab | result 0 PacketTooLarge | publish 1 t a | < 32 07 \"t\" 0001 00 'a'" },
        { "Nothing of it is kept for the next connection", "accept 00 00 02 24 00 | publish 0 t x | < 30 05 \"t\" 00 'x' | drop | accept 01 00 00 | publish 2 t x | < 34 07 \"t\" 0001 00 'x'" },
        { "Another client identifier than the client's own", "accept 00 00 06 12 \"zzz\" | < e0 01 82 | closed | accept 00 00 00" },
        { "The client's own identifier again", "accept 00 00 04 12 \"c\" | publish 0 t x | < 30 05 \"t\" 00 'x'" },
        { "Reason string and user property", "accept 00 00 0e 1f \"hello\" 26 \"k\" 0000 | > 30 05 \"a\" 00 'x' | got a x" },

        // 3.14 and 4.13: the server ends it, or breaks a rule
        { "DISCONNECT", "accept 00 00 00 | > e0 00 | closed | accept 01 00 00 | publish 1 t x | < 32 07 \"t\" 0001 00 'x'" },
        { "DISCONNECT: taken over", "accept 00 00 00 | > e0 01 8e | closed | accept 01 00 00" },
        { "DISCONNECT: another server, which is not followed", "accept 00 00 00 | > e0 0f 9d 0d 1c 000a 'evil:18830' | closed | accept 01 00 00" },
        { "CONNACK: another server, which is not followed", "accept 00 9c 0d 1c 000a 'evil:18830' | closed | accept 00 00 00" },
        { "CONNACK: busy", "accept 00 89 00 | closed | accept 00 00 00" },
    };

    [Theory]
    [MemberData(nameof(Five))]
    public async Task Converse_Version5_IsByteForByteAsSpecified(string what, string script)
    {
        Assert.NotEmpty(what);
        await RunAsync(MqttProtocolVersion.V500, script);
    }

    public static TheoryData<string, string> Three => new()
    {
        { "QoS 0 out", "accept 00 00 | publish 0 t x | < 30 04 \"t\" 'x'" },
        { "QoS 1 out", "accept 00 00 | publish 1 t x | < 32 06 \"t\" 0001 'x' | > 40 02 0001 | result 0 Success" },
        { "QoS 2 out", "accept 00 00 | publish 2 t x | < 34 06 \"t\" 0001 'x' | > 50 02 0001 | < 62 02 0001 | > 70 02 0001 | result 0 Success" },
        { "QoS 2 in", "accept 00 00 | > 34 06 \"a\" 0007 'x' | got a x | < 50 02 0007 | > 62 02 0007 | < 70 02 0007" },
        { "PUBREL and PUBREC of nothing", "accept 00 00 | > 62 02 0007 | < 70 02 0007 | > 50 02 0009 | < 62 02 0009" },
        { "No receive maximum", "accept 00 00 | > 34 05 \"a\" 0001 34 05 \"a\" 0002 34 05 \"a\" 0003 34 05 \"a\" 0004 | < 50 02 0001 | < 50 02 0002 | < 50 02 0003 | < 50 02 0004" },
        { "Redelivery", "accept 00 00 | publish 2 t x | < 34 06 \"t\" 0001 'x' | drop | accept 01 00 | < 3c 06 \"t\" 0001 'x' | > 50 02 0001 | < 62 02 0001 | drop | accept 01 00 | < 62 02 0001 | > 70 02 0001 | result 0 Success" },
        { "Reserved packet type", "accept 00 00 | > f0 00 | closed | accept 00 00" },
        { "DISCONNECT of a server", "accept 00 00 | > e0 00 | closed | accept 00 00" },
        { "PUBACK with a reason code", "accept 00 00 | publish 1 t x | < 32 06 \"t\" 0001 'x' | > 40 03 0001 00 | closed" },
        { "Refused", "accept 00 05 | closed | accept 00 03 | closed | accept 00 00 | publish 0 t x | < 30 04 \"t\" 'x'" },
    };

    [Theory]
    [MemberData(nameof(Three))]
    public async Task Converse_Version311_IsByteForByteAsSpecified(string what, string script)
    {
        Assert.NotEmpty(what);
        await RunAsync(MqttProtocolVersion.V311, script);
    }

    private async Task RunAsync(MqttProtocolVersion version, string script)
    {
        var options = new MqttClientOptions
        {
            ProtocolVersion = version,
            ClientId = "c",
            CleanStart = false,
            SessionExpiry = TimeSpan.FromHours(1),
            ReceiveMaximum = 3,
            TopicAliasMaximum = 2,
            ReconnectDelay = TimeSpan.FromMilliseconds(10),
            ReconnectDelayMaximum = TimeSpan.FromMilliseconds(50),
        };
        await using var conversation = new ClientScript(options, _server);
        await conversation.RunAsync(script.Replace(" | ", "\n", StringComparison.Ordinal));
    }
}
