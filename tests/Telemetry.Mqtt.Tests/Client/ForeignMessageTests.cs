using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Tests.Codec;

namespace Telemetry.Mqtt.Tests.Client;

/// <summary>
/// What a device sent and a real broker forwarded, however odd, must not end the connection: the broker would send it
/// again on every next one.
/// </summary>
public sealed class ForeignMessageTests : ScriptedServerTests
{
    private const string Good = "32 07 \"b\" 0002 00 'y'";

    [Theory]
    [InlineData("32 08 0002 'a' 01 0001 00 'x'", "a\u0001 x")]
    [InlineData("32 09 0003 efbfbf 0001 00 'x'", "\uffff x")]
    [InlineData("34 08 0002 'a' 7f 0001 00 'x'", "a\u007f x")]
    [InlineData("32 0a \"a\" 0001 03 08 0000 'x'", "a x")] // an empty response topic
    [InlineData("32 0b \"a\" 0001 04 08 0001 01 'x'", "a x")]
    [InlineData("30 08 \"a\" 03 08 0000 'x'", "a x")]
    public async Task Receive_OddButForwarded_IsHandedOnAndAcknowledged(string bytes, string expected)
    {
        var receiver = new RecordingReceiver();
        await using MqttClient client = Create(Options(), receiver);
        using ScriptedServer.Connection connection = await OpenAsync(client);
        await connection.SendAsync($"{bytes} {Good}");
        Assert.Equal(expected, await receiver.NextAsync());
        Assert.Equal("b y", await receiver.NextAsync());
        if (bytes[1] != '0')
            Assert.Equal(bytes[1] == '2' ? "40020001" : "50020001", await connection.ReadHexAsync());
        Assert.Equal("40020002", await connection.ReadHexAsync());
        Assert.Equal(0, client.Statistics.Refused);
    }

    [Fact]
    public async Task Receive_ManyUserProperties_IsHandedOn()
    {
        var receiver = new RecordingReceiver();
        await using MqttClient client = Create(Options(), receiver);
        using ScriptedServer.Connection connection = await OpenAsync(client);
        byte[] properties = new PublishProperties { UserProperties = [.. Enumerable.Repeat(new UserProperty("n", "v"), 10_000)] }.Encode();
        byte[] packet = new byte[properties.Length + 20];
        int length = new PublishPacket { Topic = "a"u8, Payload = "x"u8, Properties = properties, QualityOfService = QualityOfService.AtLeastOnce, PacketId = 1 }
            .Write(packet, MqttProtocolVersion.V500);
        await connection.SendAsync(packet[..length]);
        Assert.Equal("a x", await receiver.NextAsync());
        Assert.Equal("40020001", await connection.ReadHexAsync());
    }

    [Theory]
    [InlineData("32 07 \"#\" 0001 00 'x'")] // a wildcard
    [InlineData("32 08 0002 c328 0001 00 'x'")] // not UTF-8
    [InlineData("32 07 0001 00 0001 00 'x'")] // NUL
    [InlineData("32 0a \"a\" 0001 04 01 00 01 00")] // a property twice
    [InlineData("32 0a \"a\" 0001 03 21 0001 'x'")] // a property of CONNECT
    [InlineData("32 0b \"a\" 0001 04 08 0001 '#x'")] // a wildcard in the response topic
    [InlineData("32 07 \"a\" 0001 05 01")] // properties longer than the packet
    [InlineData("34 08 \"a\" 0001 02 7f 00")] // no property at all
    public async Task Receive_CannotBeRead_IsRefusedAndCountedAndTheNextArrives(string bytes)
    {
        var receiver = new RecordingReceiver();
        await using MqttClient client = Create(Options(), receiver);
        using ScriptedServer.Connection connection = await OpenAsync(client);
        await connection.SendAsync($"{bytes} {Good}");
        Assert.Equal(bytes[1] == '2' ? "4003000183" : "5003000183", await connection.ReadHexAsync());
        Assert.Equal("40020002", await connection.ReadHexAsync());
        Assert.Equal("b y", await receiver.NextAsync());
        Assert.Equal(1, client.Statistics.RefusedBy(MqttRefusal.Unreadable));
        Assert.Equal(1, client.Statistics.Connections);
    }

    [Fact]
    public async Task Receive_CannotBeReadIn311_IsAcknowledgedPlainly()
    {
        var receiver = new RecordingReceiver();
        await using MqttClient client = Create(Old(), receiver);
        using ScriptedServer.Connection connection = await OpenAsync(client, "00 00");
        await connection.SendAsync("32 06 \"#\" 0001 'x' 34 07 0002 c328 0002 'x' 62 02 0002 32 06 \"b\" 0003 'y'");
        string[] answers = [await Next(), await Next(), await Next(), await Next()];
        Assert.Equal(["40020001", "40020003", "50020002", "70020002"], answers.Order());
        Assert.Equal("b y", await receiver.NextAsync());
        Assert.Equal(2, client.Statistics.RefusedBy(MqttRefusal.Unreadable));

        async Task<string> Next() => (await connection.ReadHexAsync())!;
    }

    /// <summary>3.1.1 cannot tell the broker a largest packet, so it forwards what is larger.</summary>
    [Theory]
    [InlineData(0x30, 1)]
    [InlineData(0x32, 1)]
    [InlineData(0x34, 1)]
    [InlineData(0x32, 900)]
    [InlineData(0x32, 200_000)]
    public async Task Receive_LargerThanTakenIn311_IsRefusedAndTheNextArrives(byte header, int piece)
    {
        var receiver = new RecordingReceiver();
        await using MqttClient client = Create(Old() with { MaximumPacketSize = 1024, ReadFill = TimeSpan.Zero }, receiver);
        using ScriptedServer.Connection connection = await OpenAsync(client, "00 00");
        string id = header == 0x30 ? "" : "0001";
        int length = piece == 1 ? 3_000 : 100_000;
        byte[] packets = [.. Wire.Packet(header, $"\"a\" {id} '{new string('x', length)}'"), .. Wire.Packet(0x32, "\"b\" 0002 'y'")];
        foreach (byte[] part in packets.Chunk(piece))
            await connection.SendAsync(part);
        if (header != 0x30)
            Assert.Equal(header == 0x32 ? "40020001" : "50020001", await connection.ReadHexAsync());
        Assert.Equal("40020002", await connection.ReadHexAsync());
        Assert.Equal("b y", await receiver.NextAsync());
        Assert.Equal(1, client.Statistics.RefusedBy(MqttRefusal.TooLarge));
        Assert.Equal(1, client.Statistics.Connections);
    }

    [Fact]
    public async Task Receive_LargerThanTakenIn311ButNoPublish_ClosesTheConnection()
    {
        await using MqttClient client = Create(Old() with { MaximumPacketSize = 1024 });
        using ScriptedServer.Connection connection = await OpenAsync(client, "00 00");
        await connection.SendAsync("90 8008 0001");
        Assert.Null(await connection.ReadHexAsync());
    }

    private MqttClientOptions Old() => Options() with { ProtocolVersion = MqttProtocolVersion.V311 };
}
